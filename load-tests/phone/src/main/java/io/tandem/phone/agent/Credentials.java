package io.tandem.phone.agent;

import java.text.ParseException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.WWWAuthenticateHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A phone's memory of challenges: puts credentials on requests, first on demand, then on its own
 * with a rising nonce count. Used on the phone's thread only.
 */
final class Credentials {
  private final HeaderFactory headers;
  private final DigestAuthenticator authenticator;

  /** By name of the header field that answers, then by realm. */
  private final Map<String, Map<String, Known>> known = new LinkedHashMap<>();

  private static final class Known {
    final DigestChallenge challenge;
    int count;

    Known(DigestChallenge challenge) {
      this.challenge = challenge;
    }
  }

  Credentials(HeaderFactory headers, DigestAuthenticator authenticator) {
    this.headers = headers;
    this.authenticator = authenticator;
  }

  /**
   * Learns the challenge of a 401 or 407.
   *
   * @param answered whether the refused request already answered a challenge of this exchange
   * @return whether it is worth trying again: there is a challenge we can answer, and our last
   *     answer was not simply wrong
   */
  boolean learn(Response refusal, boolean answered) {
    boolean proxy = refusal.getStatusCode() == Response.PROXY_AUTHENTICATION_REQUIRED;
    List<DigestChallenge> offered =
        values(refusal, proxy ? ProxyAuthenticateHeader.NAME : WWWAuthenticateHeader.NAME);
    Optional<DigestChallenge> chosen = authenticator.choose(offered);
    if (chosen.isEmpty() || answered && !chosen.get().stale()) {
      return false;
    }
    known
        .computeIfAbsent(
            proxy ? ProxyAuthorizationHeader.NAME : AuthorizationHeader.NAME,
            name -> new LinkedHashMap<>())
        .put(chosen.get().realm(), new Known(chosen.get()));
    return true;
  }

  /** Puts credentials for every challenge known on the request, in place of those it carries. */
  void apply(Request request) throws ParseException {
    for (Map.Entry<String, Map<String, Known>> kind : known.entrySet()) {
      request.removeHeader(kind.getKey());
      for (Known entry : kind.getValue().values()) {
        String uri = request.getRequestURI().toString();
        String value =
            authenticator.credentials(entry.challenge, request.getMethod(), uri, ++entry.count);
        request.addHeader(headers.createHeader(kind.getKey(), value));
      }
    }
  }

  /** Copies the credentials of an INVITE onto its ACK (RFC 3261 §22.1). */
  static void copy(Request from, Request to) {
    for (String name : List.of(AuthorizationHeader.NAME, ProxyAuthorizationHeader.NAME)) {
      for (Iterator<?> it = from.getHeaders(name); it.hasNext(); ) {
        to.addHeader((Header) ((Header) it.next()).clone());
      }
    }
  }

  private static List<DigestChallenge> values(Response response, String name) {
    List<DigestChallenge> found = new ArrayList<>();
    for (Iterator<?> it = response.getHeaders(name); it.hasNext(); ) {
      String text = it.next().toString();
      DigestChallenge challenge = DigestChallenge.parse(text.substring(text.indexOf(':') + 1));
      if (challenge != null) {
        found.add(challenge);
      }
    }
    return found;
  }
}
