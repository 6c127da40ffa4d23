# Runs the daemon ("$@") for as long as anybody uses it. Standard input is the read end of a FIFO whose write end every
# user holds open, so that the kernel itself says when the last one is gone, however it went. When this shell ends, its
# PID namespace ends with it, and so does everything that the daemon started.
exec 3<&0 </dev/null
"$@" 3<&- &
daemon=$!
{ read -r _ <&3; kill -TERM $daemon; sleep 5; kill -KILL $daemon; } &
exec 3<&-
wait $daemon
