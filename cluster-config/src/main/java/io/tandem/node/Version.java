package io.tandem.node;

/** What is running. */
final class Version {
  /** The version in the jar's manifest; "development" outside a jar. */
  static final String TEXT =
      Version.class.getPackage().getImplementationVersion() == null
          ? "development"
          : Version.class.getPackage().getImplementationVersion();

  private Version() {}
}
