/**
 * The errors that the SSM service model declares, for the operations that we know.
 *
 * The JSON model gives no HTTP status; the API reference says 400 for client errors and 500 for
 * InternalServerError. Codes 404, 403, 441 and 429 that some clients carry for these errors belong
 * to the Query protocol, not to JSON. The texts are the model's own sentences, shortened.
 *
 * Source: botocore model ssm 2014-11-06, exception shapes; API reference, Errors of each operation.
 */
import type { ErrorRow } from "./error-row.ts";

const MODEL = "botocore model ssm 2014-11-06";

export const MODELLED_ERRORS = {
  AssociatedInstances: withoutMember(),
  DocumentAlreadyExists: withMessage("The specified document already exists."),
  DocumentLimitExceeded: withMessage("You can have at most 500 active SSM documents."),
  DocumentPermissionLimit: withMessage(
    "The document can't be shared with more Amazon Web Services accounts.",
  ),
  DocumentVersionLimitExceeded: withMessage("The document has too many versions."),
  DuplicateDocumentContent: withMessage(
    "The content of the association document matches another document.",
  ),
  DuplicateDocumentVersionName: withMessage(
    "The version name has already been used in this document.",
  ),
  DuplicateInstanceId: withoutMember(),
  InternalServerError: {
    httpStatus: 500,
    messageMember: "Message",
    text: "An error occurred on the server side.",
    definite: false,
    source: MODEL,
  },
  InvalidActivation: withMessage("The activation isn't valid."),
  InvalidActivationId: withMessage("The activation ID isn't valid."),
  InvalidCommandId: withoutMember(),
  InvalidDocument: withMessage("The specified SSM document doesn't exist."),
  InvalidDocumentContent: withMessage("The content for the document isn't valid."),
  InvalidDocumentOperation: withMessage(
    "You attempted to delete a document while it is still shared.",
  ),
  InvalidDocumentSchemaVersion: withMessage("The version of the document schema isn't supported."),
  InvalidDocumentVersion: withMessage("The document version isn't valid or doesn't exist."),
  InvalidFilter: withMessage("The filter name isn't valid."),
  InvalidFilterKey: withoutMember(),
  InvalidInstanceId: withMessage("The managed node ID isn't valid."),
  InvalidInstanceInformationFilterValue: withLowerMessage(
    "The specified filter value isn't valid.",
  ),
  InvalidInstancePropertyFilterValue: withLowerMessage("The specified filter value isn't valid."),
  InvalidNextToken: withMessage("The specified token isn't valid."),
  InvalidNotificationConfig: withMessage("One or more configuration items isn't valid."),
  InvalidOutputFolder: withoutMember(),
  InvalidParameters: withMessage(
    "You must specify values for all required parameters in the SSM document.",
  ),
  InvalidPermissionType: withMessage("The permission type isn't supported."),
  InvalidPluginName: withoutMember(),
  InvalidResourceId: withoutMember(),
  InvalidResourceType: withoutMember(),
  InvalidRole: withMessage("The role name can't contain invalid characters."),
  InvocationDoesNotExist: withoutMember(),
  MaxDocumentSizeExceeded: withMessage("The size limit of a document is 64 KB."),
  NoLongerSupportedException: withMessage(
    "The requested operation is no longer supported by Systems Manager.",
  ),
  TooManyTagsError: withoutMember(),
  TooManyUpdates: withMessage(
    "There are concurrent updates for a resource that supports one update at a time.",
  ),
  UnsupportedPlatformType: withMessage(
    "The document doesn't support the platform type of the given managed node IDs.",
  ),
} as const satisfies Record<string, ErrorRow>;

function withMessage(text: string): ErrorRow {
  return { httpStatus: 400, messageMember: "Message", text, definite: true, source: MODEL };
}

function withLowerMessage(text: string): ErrorRow {
  return { httpStatus: 400, messageMember: "message", text, definite: true, source: MODEL };
}

/** The model gives the error no member, and real answers carry no text. */
function withoutMember(): ErrorRow {
  return { httpStatus: 400, messageMember: null, text: "", definite: true, source: MODEL };
}
