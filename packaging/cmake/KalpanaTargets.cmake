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
    set_target_properties(kalpana_${name} PROPERTIES AUTOMOC ${arg_MOC} POSITION_INDEPENDENT_CODE ON) # any may go into a module
endfunction()

# kalpana_module(<name> SOURCES … LINK …): a part of the program that it loads when it needs it, lib/kalpana/kalpana-<name>.so. What the
# program itself links is the program's in a module too: it exports its symbols.
function(kalpana_module name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_library(kalpana_${name}_module MODULE ${arg_SOURCES})
    set_target_properties(kalpana_${name}_module PROPERTIES AUTOMOC ON PREFIX "" OUTPUT_NAME kalpana-${name}
        LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/kalpana)
    target_link_libraries(kalpana_${name}_module PRIVATE ${arg_LINK})
endfunction()
