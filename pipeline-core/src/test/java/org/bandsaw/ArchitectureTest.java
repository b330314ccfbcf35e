package org.bandsaw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rooms stand in the order in which data passes; imports point up the list only. */
class ArchitectureTest {

  private static final List<List<String>> LAYERS =
      List.of(
          List.of("data"),
          List.of("probe", "state", "observe"),
          List.of("stats"),
          List.of("source"),
          List.of("stage"),
          List.of("learn"),
          List.of("budget"),
          List.of("control"),
          List.of("sink"),
          List.of("trained"),
          List.of("", "report"),
          List.of("testkit"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bandsaw");

  @Test
  void importsPointOneWay() {
    for (int floor = 0; floor < LAYERS.size(); floor++) {
      String[] below =
          LAYERS.subList(floor + 1, LAYERS.size()).stream()
              .flatMap(List::stream)
              .map(ArchitectureTest::packageOf)
              .toArray(String[]::new);
      for (String room : LAYERS.get(floor)) {
        if (below.length > 0) {
          noClasses()
              .that()
              .resideInAPackage(packageOf(room))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(below)
              .check(CLASSES);
        }
      }
    }
  }

  @Test
  void everyRoomIsOnTheList() {
    List<String> known = LAYERS.stream().flatMap(List::stream).toList();
    List<String> packages =
        CLASSES.stream().map(ArchitectureTest::topLevelPackage).distinct().toList();
    assertThat(packages).isSubsetOf(known).hasSizeGreaterThan(8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"oshi", "com.sun.jna", "io.micrometer", "jdk.jfr"})
  void coreKnowsNothingOf(String library) {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(library, library + "..")
        .check(CLASSES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.fasterxml", "smile", "de.siegmar", "ch.randelshofer"})
  void publicSignaturesDoNotNameLibrariesBehindThem(String library) {
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

  private static String topLevelPackage(JavaClass type) {
    String name = type.getPackageName();
    return name.equals("org.bandsaw")
        ? ""
        : name.substring("org.bandsaw.".length()).split("\\.", -1)[0];
  }

  private static String packageOf(String room) {
    return room.isEmpty() ? "org.bandsaw" : "org.bandsaw." + room + "..";
  }
}
