package io.tandem.node;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds cluster-config → http-api → engine. */
@AnalyzeClasses(packages = "io.tandem", importOptions = DoNotIncludeTests.class)
class ModuleDirectionTest {
  private static final String API = "io.tandem.api..";
  private static final String NODE = "io.tandem.node..";

  @ArchTest
  static final ArchRule theApiKnowsNoNode =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAPackage(NODE);

  @ArchTest
  static final ArchRule theEngineKnowsNeither =
      noClasses()
          .that()
          .resideOutsideOfPackages(API, NODE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(API, NODE);

  @ArchTest
  static final ArchRule theApiLeavesTheWireToTheEngine =
      noClasses()
          .that()
          .resideInAPackage(API)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.tandem.sip.transaction..", "io.netty..", "com.datastax..");
}
