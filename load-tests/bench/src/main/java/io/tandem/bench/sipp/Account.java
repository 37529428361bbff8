package io.tandem.bench.sipp;

/**
 * An extension as SIPp's scenarios see it.
 *
 * @param user the extension's number
 * @param domain its tenant's domain
 */
public record Account(String user, String domain, String password) {
  /** Its line in the injection file of {@link Scenario#REGISTER}. */
  public String line() {
    return "%s;%s;[authentication username=%s password=%s]".formatted(user, domain, user, password);
  }

  /**
   * A line in the injection file of {@link Scenario#UAC}.
   *
   * @param dialled whom it calls
   * @param rtpPort where it says that it receives RTP
   */
  public String line(String dialled, int rtpPort) {
    return "%s;%s;%d".formatted(line(), dialled, rtpPort);
  }

  @Override
  public String toString() {
    return user + "@" + domain;
  }
}
