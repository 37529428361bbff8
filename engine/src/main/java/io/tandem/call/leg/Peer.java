package io.tandem.call.leg;

/**
 * What identifies a leg's dialogs for as long as they last.
 *
 * @param localTag ours in the INVITE that opens the leg, kept because another key would issue
 *     another one; {@code null} where the peer opened it, whose dialogs have a tag each
 * @param localUri ours, in From or To
 * @param localDisplayName {@code null} for none
 * @param remoteUri the peer's
 * @param target where the peer is reached until a Contact of its says so: the Request-URI of our
 *     INVITE, or the Contact of its
 * @param binding the id of the binding that the leg was made for, or {@code null}
 */
public record Peer(
    String sipCallId,
    String localTag,
    String localUri,
    String localDisplayName,
    String remoteUri,
    String target,
    String binding) {}
