package io.tandem.fuzz;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Answers the node's challenges (RFC 7616, MD5), so that what is wrong gets past the door. */
final class Credentials {
  private static final Pattern NONCE = Pattern.compile("nonce=\"([^\"]+)\"");
  private static final Pattern START = Pattern.compile("^(INVITE|REGISTER) (\\S+) SIP/2\\.0\r\n");

  private final String password;
  private String nonce;
  private int count;

  Credentials(String password) {
    this.password = password;
  }

  /** Takes the nonce of a challenge, if there is one in {@code answer}. */
  void learn(String answer) {
    var found = NONCE.matcher(answer);
    if ((answer.startsWith("SIP/2.0 401") || answer.startsWith("SIP/2.0 407")) && found.find()) {
      nonce = found.group(1);
      count = 0;
    }
  }

  /** The same message with credentials; {@code null} when they cannot be made for it. */
  byte[] authenticated(byte[] message) {
    String text = new String(message, StandardCharsets.ISO_8859_1);
    var start = START.matcher(text);
    if (nonce == null || !start.find()) {
      return null;
    }
    String uri = start.group(2).replace("\"", "");
    String nc = "%08x".formatted(++count);
    String ha1 = md5(Corpus.EXTENSION + ":" + Corpus.DOMAIN + ":" + password);
    String ha2 = md5(start.group(1) + ":" + uri);
    String response = md5(String.join(":", ha1, nonce, nc, "fuzz", "auth", ha2));
    String header = start.group(1).equals("REGISTER") ? "Authorization" : "Proxy-Authorization";
    String line =
        "%s: Digest username=\"%s\", realm=\"%s\", nonce=\"%s\", uri=\"%s\", response=\"%s\","
                .formatted(header, Corpus.EXTENSION, Corpus.DOMAIN, nonce, uri, response)
            + " algorithm=MD5, cnonce=\"fuzz\", qop=auth, nc=%s\r\n".formatted(nc);
    String others = text.substring(start.end()).replaceAll("(?im)^(proxy-)?authorization:", "X-O:");
    return (text.substring(0, start.end()) + line + others).getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String md5(String text) {
    try {
      var digest = MessageDigest.getInstance("MD5");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.ISO_8859_1)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
  }
}
