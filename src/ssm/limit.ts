/**
 * Numbers of the service that are not a bound of one member of one input.
 *
 * Units stand in the names. Lengths count UTF-16 code units.
 */

/** How many InstanceIds one call may name. Source: botocore model ssm 2014-11-06, InstanceIdList. */
export const INSTANCE_IDS_MAX = 50;

/**
 * How much of a step's standard output and standard error GetCommandInvocation shows.
 *
 * Source: botocore model ssm 2014-11-06, StandardOutputContent and StandardErrorContent.
 */
export const STANDARD_OUTPUT_CONTENT_MAX = 24_000;
export const STANDARD_ERROR_CONTENT_MAX = 8_000;

/**
 * How much of both together ListCommandInvocations shows for a step.
 *
 * Source: botocore model ssm 2014-11-06, CommandPlugin$Output.
 */
export const PLUGIN_OUTPUT_MAX = 2_500;

/** ResponseCode of a step that has none yet. Source: recorded answers of GetCommandInvocation. */
export const RESPONSE_CODE_NONE = -1;

/** TimeoutSeconds when a call gives none. Source: API reference, SendCommand. */
export const TIMEOUT_SECONDS_DEFAULT = 3_600;

/**
 * How long a step may run when neither call nor document says so.
 *
 * Source: ExpiresAfter of recorded commands whose documents have no executionTimeout.
 */
export const EXECUTION_TIMEOUT_SECONDS_DEFAULT = 3_600;

/** Source: user guide, "Using targets and rate controls"; recorded answers. */
export const MAX_CONCURRENCY_DEFAULT = "50";
export const MAX_ERRORS_DEFAULT = "0";

/** The page size of DescribeInstanceInformation. Source: botocore model, MaxResultsEC2Compatible. */
export const DESCRIBE_INSTANCE_INFORMATION_PAGE_DEFAULT = 10;

/** The page size of the other lists; AWS names none, so this is our choice (the largest allowed). */
export const PAGE_DEFAULT = 50;

/** Content of a document with its parameters. Source: botocore model, MaxDocumentSizeExceeded. */
export const DOCUMENT_BYTES_MAX = 65_536;

/** Source: botocore model ssm 2014-11-06, DocumentLimitExceeded. */
export const DOCUMENTS_MAX = 500;

/** Versions of one document. Source: quotas of Systems Manager (from memory). */
export const DOCUMENT_VERSIONS_MAX = 1_000;

/** Steps of one document; agents of ours take as many. Source: our choice. */
export const DOCUMENT_STEPS_MAX = 100;

/** How long a command's history is kept. Source: user guide, deregistered nodes; else our choice. */
export const COMMAND_HISTORY_DAYS = 30;

/** Source: API reference, CreateActivation, ExpirationDate. */
export const ACTIVATION_EXPIRY_MS_DEFAULT = 86_400_000;
export const ACTIVATION_EXPIRY_MS_MAX = 30 * 86_400_000;

/** How far the date of a request may be off. Source: "Common Errors", RequestExpired. */
export const REQUEST_SKEW_MS_MAX = 900_000;
