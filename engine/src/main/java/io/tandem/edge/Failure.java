package io.tandem.edge;

import io.tandem.id.TenantId;
import io.tandem.net.SourceNetwork;
import io.tandem.sip.transport.Flow;
import io.tandem.sip.transport.Transport;
import java.net.InetAddress;

/**
 * Something that the edge did not do for somebody. Texts are as the network gave them; who shows
 * them makes them harmless.
 *
 * @param source where the request came from, as its packet says
 * @param verified whether it really came from there: its connection says so, or a nonce that was
 *     sent there. Anybody can write a datagram in another's name
 * @param transport of the request
 * @param tenant whose it is, {@code null} when nobody knows
 * @param extension the extension, or the user that the credentials name; {@code null} when unknown
 * @param detail what more there is to say, or {@code null}
 */
public record Failure(
    FailureCause cause,
    InetAddress source,
    boolean verified,
    Transport transport,
    TenantId tenant,
    String extension,
    String detail) {

  /** A failure of what came by {@code flow}. */
  public static Failure of(FailureCause cause, Flow flow) {
    return new Failure(
        cause,
        flow.remote().getAddress(),
        flow.transport() != Transport.UDP,
        flow.transport(),
        null,
        null,
        null);
  }

  /**
   * A failure of what an authenticated extension has sent by {@code flow}: its credentials answer a
   * challenge that was sent there, or {@link Authenticator} had challenged it again.
   */
  static Failure authenticated(FailureCause cause, Flow flow) {
    return of(cause, flow).provedBy(SourceNetwork.of(flow.remote().getAddress()));
  }

  /** The same, with credentials whose nonce was sent to {@code nonceTo}. */
  public Failure provedBy(SourceNetwork nonceTo) {
    boolean proved = verified || nonceTo.equals(SourceNetwork.of(source));
    return new Failure(cause, source, proved, transport, tenant, extension, detail);
  }

  /** The same, of {@code tenant}; {@code null} for nobody's. */
  public Failure of(TenantId tenant) {
    return new Failure(cause, source, verified, transport, tenant, extension, detail);
  }

  /** The same, of this extension, or in the name of it. */
  public Failure extension(String extension) {
    return new Failure(cause, source, verified, transport, tenant, extension, detail);
  }

  /** The same, with more to say. */
  public Failure detail(String detail) {
    return new Failure(cause, source, verified, transport, tenant, extension, detail);
  }
}
