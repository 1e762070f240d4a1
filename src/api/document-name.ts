/**
 * The name of a document that a call may also give by its ARN.
 *
 * Source: botocore model ssm 2014-11-06, DocumentARN; answers carry the bare name.
 */

/** `arn:aws:ssm:us-east-1::document/AWS-RunShellScript` -> `AWS-RunShellScript`. */
export function bareDocumentName(nameOrArn: string): string {
  return nameOrArn.startsWith("arn:") ? (nameOrArn.split(":document/")[1] ?? nameOrArn) : nameOrArn;
}
