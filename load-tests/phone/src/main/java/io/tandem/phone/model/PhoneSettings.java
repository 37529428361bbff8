package io.tandem.phone.model;

import java.util.List;
import java.util.Objects;

/**
 * A phone's configuration, as one would type it into a desk phone. Build it with {@link
 * #user(String)}.
 *
 * @param name the phone's name in events and ladders; unique in its process
 * @param user the user part of the address of record
 * @param authUser the digest user name; null: the same as {@code user}
 * @param password the digest password; null: challenges are not answered
 * @param domain the domain of the address of record and of dialled users
 * @param displayName the display name in From; null for none
 * @param from a whole From URI to use instead of the phone's own; null for its own
 * @param proxy {@code host:port} of registrar and outbound proxy; null: requests go to their target
 * @param transport the transport to signal over
 * @param algorithms accepted digest algorithms; the first <em>offered</em> one of these is used
 * @param bindAddress the local IP address of all sockets
 * @param codecs the codecs to offer and accept, {@code PCMU} and {@code PCMA}, best first
 * @param telephoneEvents whether RFC 4733 telephone-events are offered and accepted
 * @param tone the frequency in Hz of the tone the phone sends; 0 for silence
 * @param incoming what to do with incoming calls
 */
public record PhoneSettings(
    String name,
    String user,
    String authUser,
    String password,
    String domain,
    String displayName,
    String from,
    String proxy,
    Transport transport,
    List<String> algorithms,
    String bindAddress,
    List<String> codecs,
    boolean telephoneEvents,
    int tone,
    IncomingBehaviour incoming) {

  /** Requires what has no default. */
  public PhoneSettings {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(user, "user");
    algorithms = List.copyOf(algorithms);
    codecs = List.copyOf(codecs);
  }

  /** Starts the configuration of a phone for a user; everything else has a default. */
  public static Builder user(String user) {
    return new Builder(user);
  }

  /** The user name for digest authentication. */
  public String digestUser() {
    return authUser == null ? user : authUser;
  }

  /** Collects the settings; the setters carry the names of the record's components. */
  public static final class Builder {
    private final String user;
    private String name;
    private String authUser;
    private String password;
    private String domain = "127.0.0.1";
    private String displayName;
    private String from;
    private String proxy;
    private Transport transport = Transport.UDP;
    private List<String> algorithms = List.of("MD5", "SHA-256");
    private String bindAddress = "127.0.0.1";
    private List<String> codecs = List.of("PCMU", "PCMA");
    private boolean telephoneEvents = true;
    private int tone = 440;
    private IncomingBehaviour incoming = IncomingBehaviour.manual();

    private Builder(String user) {
      this.user = user;
      this.name = user;
    }

    public Builder name(String value) {
      name = value;
      return this;
    }

    public Builder authUser(String value) {
      authUser = value;
      return this;
    }

    public Builder password(String value) {
      password = value;
      return this;
    }

    public Builder domain(String value) {
      domain = value;
      return this;
    }

    public Builder displayName(String value) {
      displayName = value;
      return this;
    }

    public Builder from(String uri) {
      from = uri;
      return this;
    }

    /** Registrar and outbound proxy. */
    public Builder proxy(String host, int port) {
      proxy = host + ":" + port;
      return this;
    }

    public Builder transport(Transport value) {
      transport = value;
      return this;
    }

    public Builder algorithms(String... values) {
      algorithms = List.of(values);
      return this;
    }

    public Builder bindAddress(String value) {
      bindAddress = value;
      return this;
    }

    public Builder codecs(String... values) {
      codecs = List.of(values);
      return this;
    }

    public Builder telephoneEvents(boolean value) {
      telephoneEvents = value;
      return this;
    }

    public Builder tone(int hertz) {
      tone = hertz;
      return this;
    }

    public Builder incoming(IncomingBehaviour value) {
      incoming = value;
      return this;
    }

    /** The finished settings. */
    public PhoneSettings build() {
      return new PhoneSettings(
          name,
          user,
          authUser,
          password,
          domain,
          displayName,
          from,
          proxy,
          transport,
          algorithms,
          bindAddress,
          codecs,
          telephoneEvents,
          tone,
          incoming);
    }
  }
}
