package io.tandem.bench.sipp;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** The scenarios that come with this module. Each says in its head what it takes. */
public enum Scenario {
  /** Registers an AOR with digest authentication. */
  REGISTER,
  /** Calls with digest authentication, holds the call, hangs up. */
  UAC,
  /** Rings, answers after 20 ms, waits for the caller to hang up. */
  UAS,
  /** As {@link #UAC}, and wants provisional responses reliable (RFC 3262). */
  UAC_RELIABLE,
  /** As {@link #UAS}, with a reliable 183 that brings the answer. */
  UAS_RELIABLE;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** SIPp reads scenarios from files: puts this one into {@code folder}. */
  Path copyTo(Path folder) {
    Path file = folder.resolve(label() + ".xml");
    try (InputStream in = Scenario.class.getResourceAsStream("/sipp/" + label() + ".xml")) {
      Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the scenario " + file, e);
    }
  }
}
