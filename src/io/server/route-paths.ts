/**
 * Paths of the service, without the query.
 *
 * Source: the agent's CreateControlChannel and WebSocket calls for the control channel.
 */

/** Where AWS clients send every call. */
export const API_PATH = "/";
/** CreateControlChannel and the upgrade; the group is the node's id. */
export const CHANNEL_PATH = /^\/v1\/control-channel\/([^/]{1,64})$/;
/** Everything that is ours and not AWS's. */
export const ADMIN_PREFIX = "/_fleetsim/";
