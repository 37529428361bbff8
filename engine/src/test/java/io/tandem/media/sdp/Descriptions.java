package io.tandem.media.sdp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Descriptions for tests: what devices send, from files, and short ones made of lines. */
public final class Descriptions {
  private Descriptions() {}

  /** What a device sends, with CRLF. */
  public static String device(String name) {
    try (InputStream file = Descriptions.class.getResourceAsStream(name + ".sdp")) {
      return crlf(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A description from 192.0.2.7 with these lines behind the session's. */
  public static String of(String... lines) {
    return crlf("v=0\no=- 1 1 IN IP4 192.0.2.7\ns=-\nc=IN IP4 192.0.2.7\nt=0 0\n")
        + Arrays.stream(lines).map(line -> line + "\r\n").collect(Collectors.joining());
  }

  /** Every line ended by CRLF. */
  public static String crlf(String text) {
    return text.lines().map(line -> line + "\r\n").collect(Collectors.joining());
  }
}
