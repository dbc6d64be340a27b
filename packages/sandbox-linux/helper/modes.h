// The supervisor's half of chmod(2) and its kin where they set the set-group-id bit: on a folder it is inheritance, which
// tools use; on a file it lends the caller's group to whoever runs it. No filter can tell the two apart, so the object is
// opened once, looked at, and changed through that descriptor.
#pragma once
#include "naming.h"

// False when the call is another one; else `error` is 0 or an errno.
bool modes_judge(const struct request *request, int *error);
