/**
 * The vocabulary of documents: their types, formats, states and the platforms that they run on.
 *
 * Source: botocore model ssm 2014-11-06, the enums of the same names. (Older models lack
 * ManualApprovalPolicy and AutoApprovalPolicy.)
 */

export const DOCUMENT_TYPES = [
  "Command",
  "Policy",
  "Automation",
  "Session",
  "Package",
  "ApplicationConfiguration",
  "ApplicationConfigurationSchema",
  "DeploymentStrategy",
  "ChangeCalendar",
  "Automation.ChangeTemplate",
  "ProblemAnalysis",
  "ProblemAnalysisTemplate",
  "CloudFormation",
  "ConformancePackTemplate",
  "QuickSetup",
  "ManualApprovalPolicy",
  "AutoApprovalPolicy",
] as const;
export type DocumentType = (typeof DOCUMENT_TYPES)[number];

export const PLATFORM_TYPES = ["Windows", "Linux", "MacOS"] as const;
export type PlatformType = (typeof PLATFORM_TYPES)[number];

export const DOCUMENT_STATUSES = ["Creating", "Active", "Updating", "Deleting", "Failed"] as const;
export type DocumentStatus = (typeof DOCUMENT_STATUSES)[number];

export const DOCUMENT_HASH_TYPES = ["Sha256", "Sha1"] as const;
export type DocumentHashType = (typeof DOCUMENT_HASH_TYPES)[number];

/** Formats in which a document can be brought in and read. */
export const DOCUMENT_FORMATS = ["JSON", "YAML"] as const;
export type DocumentFormat = (typeof DOCUMENT_FORMATS)[number];

/**
 * Types of a document's parameters.
 *
 * Source: user guide, "Data elements and parameters" (the model's enum has only the first two).
 */
export const DOCUMENT_PARAMETER_TYPES = [
  "String",
  "StringList",
  "Boolean",
  "Integer",
  "MapList",
  "StringMap",
] as const;
export type DocumentParameterType = (typeof DOCUMENT_PARAMETER_TYPES)[number];
