package io.tandem.node.system;

import java.io.File;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** The tests of a class talk to a program that must be installed; they are skipped without it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.OnPath.class)
public @interface RequiresProgram {
  /** The program's name. */
  String value();

  /** The Debian package that brings it. */
  String debian();

  /** Looks for the program. */
  final class OnPath implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), RequiresProgram.class)
          .map(OnPath::evaluate)
          .orElseGet(() -> ConditionEvaluationResult.enabled("nothing required"));
    }

    private static ConditionEvaluationResult evaluate(RequiresProgram required) {
      boolean found =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, required.value())));
      return found
          ? ConditionEvaluationResult.enabled(required.value() + " is installed")
          : ConditionEvaluationResult.disabled(
              "%s is not installed: apt-get install %s"
                  .formatted(required.value(), required.debian()));
    }
  }
}
