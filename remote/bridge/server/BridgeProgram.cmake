# kalpana-bridge: one static program without run-time needs, the same in every preset (small, never sanitised), for this processor and,
# where its cross compiler is there, for the other one: bin/<uname -m>/kalpana-bridge, the native one also as bin/kalpana-bridge.

set(bridge_sources ${CMAKE_CURRENT_SOURCE_DIR}/main.cpp)
list(TRANSFORM bridge_server_folders PREPEND kalpana_remote_bridge_server_ OUTPUT_VARIABLE bridge_parts)
foreach(part IN ITEMS kalpana_remote_bridge_protocol ${bridge_parts} kalpana_remote_bridge_server)
    get_target_property(folder ${part} SOURCE_DIR)
    get_target_property(sources ${part} SOURCES)
    list(TRANSFORM sources PREPEND ${folder}/)
    list(APPEND bridge_sources ${sources})
endforeach()

set(bridge_definitions KALPANA_VERSION="${PROJECT_VERSION}" BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE NDEBUG)
set(bridge_compile -Os -g0 -ffunction-sections -fdata-sections -fvisibility=hidden -fPIE)
set(bridge_link -static-pie -Wl,--gc-sections -s)

add_executable(kalpana-bridge ${bridge_sources})
# What works on every byte of a file, on every file of a tree or on a large message is worth its size.
set(bridge_quick files/folder_names.cpp files/pattern.cpp files/range.cpp files/sha256.cpp files/text.cpp search/file_search.cpp
    search/line_dfa.cpp search/line_search.cpp search/names.cpp search/regex.cpp terminal/grid.cpp terminal/machine.cpp
    terminal/packed_line.cpp)
list(TRANSFORM bridge_quick PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/)
set_source_files_properties(${CMAKE_CURRENT_SOURCE_DIR}/files/text_scan.cpp PROPERTIES COMPILE_OPTIONS -O3)
set_source_files_properties(${bridge_quick} ${CMAKE_CURRENT_SOURCE_DIR}/../protocol/json_text.cpp
    ${CMAKE_CURRENT_SOURCE_DIR}/../protocol/message.cpp PROPERTIES COMPILE_OPTIONS -O2)
set_target_properties(kalpana-bridge PROPERTIES
    AUTOMOC OFF AUTOUIC OFF AUTORCC OFF
    LINKER_TYPE BFD # what mold 2.37 makes of -static-pie crashes before main
    COMPILE_OPTIONS "" LINK_OPTIONS "" # without the sanitizers of the preset
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/${CMAKE_SYSTEM_PROCESSOR})
target_include_directories(kalpana-bridge PRIVATE ${CMAKE_SOURCE_DIR} ${bridge_generated})
target_include_directories(kalpana-bridge SYSTEM PRIVATE ${vterm_headers})
target_link_libraries(kalpana-bridge PRIVATE ${vterm_library})
target_compile_definitions(kalpana-bridge PRIVATE ${bridge_definitions})
target_compile_options(kalpana-bridge PRIVATE -Wall -Wextra -Wpedantic -Wno-missing-field-initializers -Wno-mismatched-new-delete ${bridge_compile})
target_link_options(kalpana-bridge PRIVATE ${bridge_link})
add_custom_command(TARGET kalpana-bridge POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E create_symlink ${CMAKE_SYSTEM_PROCESSOR}/kalpana-bridge ${CMAKE_BINARY_DIR}/bin/kalpana-bridge)

find_program(KALPANA_AARCH64_CXX aarch64-linux-gnu-g++)
if(NOT KALPANA_AARCH64_CXX OR CMAKE_SYSTEM_PROCESSOR STREQUAL aarch64)
    return()
endif()
find_file(KALPANA_AARCH64_VTERM aarch64-linux-gnu/libvterm.a PATHS /usr/lib /usr/aarch64-linux-gnu/lib NO_DEFAULT_PATH)
if(NOT KALPANA_AARCH64_VTERM)
    message(STATUS "The bridge for aarch64 is left out: there is no libvterm.a for it in /usr/lib/aarch64-linux-gnu.")
    return()
endif()

# The cross compiler must not see this computer's /usr/include: a folder with links to the headers of libraries is all it gets.
set(headers ${CMAKE_CURRENT_BINARY_DIR}/headers)
file(MAKE_DIRECTORY ${headers})
foreach(header IN ITEMS vterm.h vterm_keycodes.h)
    file(CREATE_LINK ${vterm_headers}/${header} ${headers}/${header} SYMBOLIC)
endforeach()
foreach(library IN ITEMS boost nlohmann)
    find_path(bridge_${library}_headers ${library} REQUIRED)
    file(CREATE_LINK ${bridge_${library}_headers}/${library} ${headers}/${library} SYMBOLIC)
endforeach()
list(TRANSFORM bridge_definitions PREPEND -D)
set(objects)
foreach(source IN LISTS bridge_sources)
    cmake_path(RELATIVE_PATH source BASE_DIRECTORY ${CMAKE_SOURCE_DIR} OUTPUT_VARIABLE relative)
    string(REPLACE "/" "_" object ${relative})
    set(object ${CMAKE_CURRENT_BINARY_DIR}/aarch64/${object}.o)
    get_source_file_property(own_options ${source} COMPILE_OPTIONS)
    if(NOT own_options)
        set(own_options)
    endif()
    add_custom_command(OUTPUT ${object}
        COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${KALPANA_AARCH64_CXX} -std=c++23 ${bridge_compile} ${own_options} ${bridge_definitions}
            -I${CMAKE_SOURCE_DIR} -I${bridge_generated} -isystem ${headers} -MD -MF ${object}.d -c ${source} -o ${object}
        DEPENDS ${source} DEPFILE ${object}.d
        COMMENT "Building ${relative} for aarch64" VERBATIM)
    list(APPEND objects ${object})
endforeach()
file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/aarch64 ${CMAKE_BINARY_DIR}/bin/aarch64)
set(program ${CMAKE_BINARY_DIR}/bin/aarch64/kalpana-bridge)
add_custom_command(OUTPUT ${program}
    COMMAND ${KALPANA_AARCH64_CXX} ${objects} ${KALPANA_AARCH64_VTERM} ${bridge_link} -o ${program}
    DEPENDS ${objects} COMMENT "Linking kalpana-bridge for aarch64" VERBATIM)
add_custom_target(kalpana-bridge-aarch64 ALL DEPENDS ${program})
