# Installs rehearse, then builds and runs a project that finds it there.
# cmake -D BUILD=… -D SOURCE=… -D COMPILER=… -P test.cmake
cmake_minimum_required(VERSION 3.25)
function(run)
  execute_process(COMMAND ${ARGV} COMMAND_ERROR_IS_FATAL ANY)
endfunction()
set(work ${BUILD}/tests/consumer)
file(REMOVE_RECURSE ${work})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${work}/installed)
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${work}/build -G Ninja
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER=${COMPILER}
    -DCMAKE_PREFIX_PATH=${work}/installed)
run(${CMAKE_COMMAND} --build ${work}/build)
run(${work}/build/consumer)
run(${work}/installed/bin/rehearse --version)
set(share ${work}/installed/share)
run(${work}/installed/bin/rehearse check ${share}/rehearse/configs/w1.toml)
foreach(file rehearse/installation.json rehearse/r/rehearse/inst/extdata/nct07008976.toml
    rehearse/python/rehearse/pyproject.toml man/man1/rehearse-power.1
    bash-completion/completions/rehearse zsh/vendor-completions/_rehearse
    fish/vendor_completions.d/rehearse.fish)
  file(SIZE ${share}/${file} size)
  if(size EQUAL 0)
    message(FATAL_ERROR "${file} is empty")
  endif()
endforeach()
