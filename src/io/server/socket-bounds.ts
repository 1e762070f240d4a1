/**
 * Bounds of every WebSocket of the service, and the codes that it closes them with.
 *
 * Source: RFC 6455, 7.4.1 for the codes below 4000; the others are our choice.
 */

/** How long a socket may take to say who it is. */
export const OPENING_MS = 10_000;
/** Silence after which a socket counts as dead. Source: the agent's keep-alive, 60 + 54 s. */
export const SILENCE_MS = 114_000;
/** How often silence is looked for. */
export const SWEEP_MS = 5_000;
/** What may wait to be sent to one agent; a socket past it is cut off. */
export const OUTGOING_BYTES_MAX = 16 * 1024 * 1024;

/** The service is stopping, or has started over. */
export const CLOSE_GOING_AWAY = 1001;
/** The first message was not the one that opens, its token is wrong, or too much was garbage. */
export const CLOSE_REFUSED = 1008;
/** The peer does not read what it is sent. */
export const CLOSE_TOO_SLOW = 1013;
/** A newer socket of the same node has taken over. */
export const CLOSE_REPLACED = 4000;
/** Host channel: the host's name is taken, or a node of it is carried by another host. */
export const CLOSE_CONFLICT = 4409;
