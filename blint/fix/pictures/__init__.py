"""Pictures made smaller: functions from bytes to bytes, which know no posts."""
