// Package buildkitd runs the embedded BuildKit: a buildkitd that is started as a child on demand, shared by every
// Lightship of the same user and cache folder, and gone when the last of them is gone, even if it was killed.
//
// As root it runs directly, otherwise inside a user namespace made by rootlesskit. Either way it has a PID and a mount
// namespace of its own: whatever it started and mounted ends with it.
package buildkitd
