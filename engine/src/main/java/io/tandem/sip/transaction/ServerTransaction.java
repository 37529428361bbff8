package io.tandem.sip.transaction;

import io.tandem.sip.message.SipRequest;
import io.tandem.sip.message.SipResponse;
import io.tandem.sip.transport.Flow;

/**
 * A request that waits for its answer (RFC 3261 §17.2). Used on its event loop only.
 *
 * <p>It arrives without a transaction: as long as nobody has proved anything, a response leaves no
 * state behind (§8.2.7) and is at most twice as long as the request, so a stranger can neither fill
 * this node nor have it flood another. Its sender proved, the user {@link #beginFor begins} the
 * transaction: the request is answered once, and its retransmissions are absorbed.
 */
public interface ServerTransaction {
  /**
   * Begins the transaction of a request outside of a dialog: its sender has proved who it is. Again
   * has no effect.
   *
   * @param tenant whose the sender is, any value that is equal for all requests of a tenant
   * @return false when that tenant has too many transactions open; a response leaves no state then
   */
  boolean beginFor(Object tenant);

  /**
   * The same in a dialog that may be one of ours. Only the call knows, so that until it has
   * answered a refusal leaves no state behind either: over UDP of an INVITE that has had no
   * response yet, and 481 always. Whoever kept a token of a call gains nothing by it at a forged
   * source.
   *
   * @param call whose dialog it is, any value that is equal for all requests of a call
   * @return false when that call, or all calls together, have too many transactions open; a
   *     response leaves no state then
   */
  boolean beginIn(Object call);

  /**
   * Keeps a request that has not begun until it is answered, so that it can be found by its {@link
   * #ref} and its retransmissions are absorbed. Without it, it is forgotten when the user returns.
   *
   * @return false when too many are kept already: the request is dropped then
   */
  boolean hold();

  /** Its name, for whoever answers later or elsewhere: see {@link SipStack}. */
  TransactionRef ref();

  /**
   * The request, with {@code received} and {@code rport} filled in. Only the bytes are kept after a
   * 2xx to an INVITE, so each call costs a parse then.
   *
   * @throws IllegalStateException after any other final response: nothing of the request is kept
   */
  SipRequest request();

  /** Where the request came from. */
  Flow flow();

  /**
   * The client has moved, and from now on responses go to it by {@code flow}. Before the
   * transaction begins this has no effect.
   */
  void follow(Flow flow);

  /**
   * Sends a response; before the transaction begins only a final one. After a 2xx to an INVITE
   * further 2xx pass (the user repeats them until the ACK, RFC 3261 §13.3.1.4, RFC 6026 §7.1);
   * anything else after a final response is dropped and counted.
   */
  void respond(SipResponse response);
}
