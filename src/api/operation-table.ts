/**
 * The operations that are answered, by name. All others of the service are refused with a text
 * that names these.
 */
import type { OperationName } from "../ssm/operation.ts";
import type { OperationHandler } from "./operation-handler.ts";
import { answerCancelCommand } from "./operation/cancel-command.ts";
import {
  answerCreateDocument,
  answerDeleteDocument,
  answerUpdateDocument,
  answerUpdateDocumentDefaultVersion,
} from "./operation/change-document.ts";
import { answerCreateActivation } from "./operation/create-activation.ts";
import {
  answerDeleteActivation,
  answerDescribeActivations,
} from "./operation/describe-activations.ts";
import { answerDescribeDocument } from "./operation/describe-document.ts";
import { answerDescribeInstanceInformation } from "./operation/describe-instance-information.ts";
import { answerGetCommandInvocation } from "./operation/get-command-invocation.ts";
import { answerGetConnectionStatus } from "./operation/get-connection-status.ts";
import { answerGetDocument } from "./operation/get-document.ts";
import { answerListCommandInvocations } from "./operation/list-command-invocations.ts";
import { answerListCommands } from "./operation/list-commands.ts";
import { answerListDocumentVersions } from "./operation/list-document-versions.ts";
import { answerListDocuments } from "./operation/list-documents.ts";
import { answerListInstanceAssociations } from "./operation/list-instance-associations.ts";
import {
  answerDeregisterManagedInstance,
  answerRegisterManagedInstance,
  answerRequestManagedInstanceRoleToken,
  answerUpdateManagedInstancePublicKey,
} from "./operation/managed-instance.ts";
import { answerSendCommand } from "./operation/send-command.ts";
import {
  answerAddTagsToResource,
  answerListTagsForResource,
  answerRemoveTagsFromResource,
} from "./operation/tags-of-resource.ts";
import { answerUpdateInstanceInformation } from "./operation/update-instance-information.ts";

export const OPERATION_TABLE: { readonly [Name in OperationName]?: OperationHandler<Name> } = {
  SendCommand: answerSendCommand,
  CancelCommand: answerCancelCommand,
  ListCommands: answerListCommands,
  ListCommandInvocations: answerListCommandInvocations,
  GetCommandInvocation: answerGetCommandInvocation,
  DescribeInstanceInformation: answerDescribeInstanceInformation,
  GetConnectionStatus: answerGetConnectionStatus,
  ListDocuments: answerListDocuments,
  DescribeDocument: answerDescribeDocument,
  GetDocument: answerGetDocument,
  CreateDocument: answerCreateDocument,
  UpdateDocument: answerUpdateDocument,
  UpdateDocumentDefaultVersion: answerUpdateDocumentDefaultVersion,
  DeleteDocument: answerDeleteDocument,
  ListDocumentVersions: answerListDocumentVersions,
  AddTagsToResource: answerAddTagsToResource,
  RemoveTagsFromResource: answerRemoveTagsFromResource,
  ListTagsForResource: answerListTagsForResource,
  CreateActivation: answerCreateActivation,
  DescribeActivations: answerDescribeActivations,
  DeleteActivation: answerDeleteActivation,
  DeregisterManagedInstance: answerDeregisterManagedInstance,
  RegisterManagedInstance: answerRegisterManagedInstance,
  RequestManagedInstanceRoleToken: answerRequestManagedInstanceRoleToken,
  UpdateManagedInstancePublicKey: answerUpdateManagedInstancePublicKey,
  UpdateInstanceInformation: answerUpdateInstanceInformation,
  ListInstanceAssociations: answerListInstanceAssociations,
};

/** The names of the operations that are answered. */
export const ANSWERED_OPERATIONS = Object.keys(OPERATION_TABLE) as OperationName[];
