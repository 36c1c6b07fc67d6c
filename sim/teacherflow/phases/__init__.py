"""The phases of the school year, one file each; `calendar` tells what each settles, and who decides."""
