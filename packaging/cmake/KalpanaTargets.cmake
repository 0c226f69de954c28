# Folder = CMake target = include prefix: remote/ssh is kalpana_remote_ssh, and its headers are included as "remote/ssh/….h".

set(KALPANA_SANITIZE "" CACHE STRING "Sanitizers for every target but the static bridge: address,undefined or thread")
option(KALPANA_WERROR "Warnings are errors" OFF)

add_library(kalpana_options INTERFACE)
target_include_directories(kalpana_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(kalpana_options INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wno-missing-field-initializers $<$<BOOL:${KALPANA_WERROR}>:-Werror>)
target_compile_definitions(kalpana_options INTERFACE
    QT_NO_CAST_FROM_ASCII QT_NO_CAST_TO_ASCII QT_NO_URL_CAST_FROM_STRING QT_NO_FOREACH QT_NO_KEYWORDS
    KALPANA_VERSION="${PROJECT_VERSION}")
if(KALPANA_SANITIZE)
    add_compile_options(-fsanitize=${KALPANA_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${KALPANA_SANITIZE})
endif()

# Asio as headers only; its exceptions stay inside our own coroutines.
add_library(kalpana_asio INTERFACE)
target_compile_definitions(kalpana_asio INTERFACE BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE)
target_link_libraries(kalpana_asio INTERFACE Threads::Threads)

# kalpana_library(<folder with underscores> [MOC] SOURCES … PUBLIC … PRIVATE …): the static library of the folder it is called in.
# MOC where a class has Q_OBJECT.
function(kalpana_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "MOC" "" "SOURCES;PUBLIC;PRIVATE")
    add_library(kalpana_${name} STATIC ${arg_SOURCES})
    target_link_libraries(kalpana_${name} PUBLIC kalpana_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
    set_target_properties(kalpana_${name} PROPERTIES AUTOMOC ${arg_MOC})
endfunction()
