package io.tandem.node;

import java.nio.file.Path;

/** Where the distribution lies that the tests start programs of. */
public final class TestHome {
  /** The repository's folder, absolute. */
  public static final Path HOME =
      Path.of(System.getProperty("basedir", ".")).resolve("..").toAbsolutePath().normalize();

  private TestHome() {}
}
