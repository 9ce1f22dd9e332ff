"""What can be wrong with a pack."""

from data.problems import Problem


class NothingAdopted(Problem):
    code = "E_NO_SEGMENTS_ADOPTED"
    message = (
        "No segments are adopted for these customers. Find and adopt some on the segments page."
    )


class PackFormUnknown(Problem):
    code = "E_PACK_FORM"
    message = "A pack cannot be written to {file}. Its name must end in .pptx, .xlsx or .html."


class PackPageUnknown(Problem):
    code = "E_PACK_PAGE"
    message = "A pack has no page {page}. There are: {known}."


class PackFileNotWritten(Problem):
    code = "E_PACK_FILE"
    message = "The file {file} cannot be written: {reason}. Close it, or choose another folder."
