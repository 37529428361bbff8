package io.tandem.call.leg;

/**
 * What identifies a leg's dialogs for as long as they last.
 *
 * @param localUri ours, in From or To
 * @param localDisplayName {@code null} for none
 * @param remoteUri the peer's
 * @param target where the peer is reached until a Contact of its says so: the Request-URI of our
 *     INVITE, or the Contact of its
 */
public record Peer(
    String sipCallId, String localUri, String localDisplayName, String remoteUri, String target) {}
