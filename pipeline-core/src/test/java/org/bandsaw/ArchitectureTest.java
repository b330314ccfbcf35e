package org.bandsaw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packages are in the order in which data passes; imports point up the list only. */
class ArchitectureTest {

  private static final String ROOT = "org.bandsaw";

  private static final List<List<String>> LAYERS =
      List.of(
          List.of("data"),
          List.of("probe", "state"),
          List.of("observe", "stats"),
          List.of("source"),
          List.of("stage"),
          List.of("learn"),
          List.of("budget"),
          List.of("control"),
          List.of("sink"),
          List.of("trained"),
          List.of("report"),
          List.of("engine"),
          List.of(""),
          List.of("testkit"));

  private static final List<List<String>> ENGINE_LAYERS =
      List.of(
          List.of("plan"),
          List.of("check", "monitor"),
          List.of("commit"),
          List.of(""),
          List.of("consistency"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @Test
  void importsPointOneWay() {
    checkLayers(ROOT, LAYERS);
  }

  @Test
  void importsPointOneWayInsideTheEngine() {
    checkLayers(ROOT + ".engine", ENGINE_LAYERS);
  }

  private static void checkLayers(String parent, List<List<String>> layers) {
    for (int layer = 0; layer < layers.size(); layer++) {
      String[] below =
          layers.subList(layer + 1, layers.size()).stream()
              .flatMap(List::stream)
              .map(name -> packageOf(parent, name))
              .toArray(String[]::new);
      if (below.length == 0) {
        continue;
      }
      for (String name : layers.get(layer)) {
        noClasses()
            .that()
            .resideInAPackage(packageOf(parent, name))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(below)
            .check(CLASSES);
      }
    }
  }

  private static String packageOf(String parent, String name) {
    return name.isEmpty() ? parent : parent + "." + name + "..";
  }

  @Test
  void onlyTheRootPackageImportsTheEngine() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, ROOT + ".engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + ".engine..")
        .check(CLASSES);
  }

  @Test
  void everyPackageIsOnTheList() {
    List<String> known = LAYERS.stream().flatMap(List::stream).toList();
    List<String> packages =
        CLASSES.stream().map(ArchitectureTest::topLevelPackage).distinct().toList();
    assertThat(packages).isSubsetOf(known).hasSameSizeAs(known);
  }

  private static String topLevelPackage(JavaClass type) {
    String name = type.getPackageName();
    return name.equals(ROOT) ? "" : name.substring(ROOT.length() + 1).split("\\.", -1)[0];
  }

  /** What built-in steps of several kinds share is public to them, but is not an entry. */
  @ParameterizedTest
  @ValueSource(strings = {"stage", "learn"})
  void implementationsOfOneKindHaveOnePublicEntryAtMost(String contracts) {
    Map<String, Long> entries =
        CLASSES.stream()
            .filter(type -> type.getPackageName().startsWith(ROOT + "." + contracts + "."))
            .filter(type -> !type.getPackageName().equals(ROOT + ".stage.run"))
            .filter(JavaClass::isTopLevelClass)
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .collect(
                Collectors.groupingBy(
                    JavaClass::getPackageName, TreeMap::new, Collectors.counting()));
    assertThat(entries).isNotEmpty().allSatisfy((name, count) -> assertThat(count).isEqualTo(1));
  }

  /**
   * A new public type is a decision: add it to the list, or make it package-private. Types of the
   * engine, and entries of the kinds of steps and learners, are public for the library alone.
   */
  @Test
  void publicTypesAreListed() throws IOException {
    List<String> found =
        CLASSES.stream()
            .filter(ArchitectureTest::isPublic)
            .filter(type -> !isInternal(type.getPackageName()))
            .map(type -> type.getName().substring(ROOT.length() + 1))
            .sorted()
            .toList();
    try (InputStream list =
        Objects.requireNonNull(ArchitectureTest.class.getResourceAsStream("public-types.txt"))) {
      List<String> listed =
          new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().sorted().toList();
      assertThat(found).isEqualTo(listed);
    }
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
  }

  private static boolean isInternal(String name) {
    return name.startsWith(ROOT + ".engine")
        || name.startsWith(ROOT + ".stage.")
        || name.startsWith(ROOT + ".learn.");
  }

  /** Digits and case must not depend on the locale of the host application. */
  @Test
  void textsAreFormattedWithALocale() {
    noClasses()
        .should()
        .callMethod(String.class, "format", String.class, Object[].class)
        .orShould()
        .callMethod(String.class, "formatted", Object[].class)
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .orShould()
        .callMethod(String.class, "toLowerCase")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oshi", "com.sun.jna", "io.micrometer", "jdk.jfr"})
  void coreDoesNotDependOn(String library) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library, library + "..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.fasterxml", "smile", "de.siegmar", "ch.randelshofer"})
  void publicSignaturesDoNotNameTheLibrary(String library) {
    List<String> naming =
        CLASSES.stream()
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .flatMap(type -> type.getMethods().stream())
            .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(method -> mentions(method, library))
            .map(JavaMethod::getFullName)
            .toList();
    assertThat(naming).isEmpty();
  }

  private static boolean mentions(JavaMethod method, String library) {
    return method.getRawReturnType().getPackageName().startsWith(library)
        || method.getRawParameterTypes().stream()
            .anyMatch(parameter -> parameter.getPackageName().startsWith(library));
  }
}
