package io.tandem.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the directions in which the engine's packages may depend on each other. */
@AnalyzeClasses(packages = "io.tandem", importOptions = DoNotIncludeTests.class)
class PackageDirectionTest {
  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.tandem.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule jainSipStaysInTheCodec =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tandem.sip.message..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("gov.nist..", "javax.sip..", "javax.sdp..");

  @ArchTest
  static final ArchRule pureLayersKnowNoActorsAndNoSockets =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.tandem.id..",
              "io.tandem.secret..",
              "io.tandem.sip.message..",
              "io.tandem.sip.digest..",
              "io.tandem.media.sdp..",
              "io.tandem.routing..",
              "io.tandem.call.leg..",
              "io.tandem.call.flow..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.pekko..", "io.netty.channel..", "com.datastax..");

  @ArchTest
  static final ArchRule onlyTheStoreKnowsCassandra =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.tandem.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.datastax..");

  @ArchTest
  static final ArchRule theMediaPathKnowsNoActors =
      noClasses()
          .that()
          .resideInAnyPackage("io.tandem.media..", "io.tandem.net..", "io.tandem.sip..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.pekko..");

  @ArchTest
  static final ArchRule callsKnowNoEdge =
      noClasses()
          .that()
          .resideInAnyPackage("io.tandem.call..", "io.tandem.registrar..", "io.tandem.tenant..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tandem.edge..");

  @ArchTest
  static final ArchRule theEngineKnowsNoHttpAndNoDeployment =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tandem.api..", "io.tandem.node..", "org.apache.pekko.http..");
}
