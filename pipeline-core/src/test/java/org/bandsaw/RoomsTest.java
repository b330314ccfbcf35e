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
class RoomsTest {

  private static final List<List<String>> FLOORS =
      List.of(
          List.of("data"),
          List.of("probe", "state", "observe"),
          List.of("source"),
          List.of("stage"),
          List.of("learn"),
          List.of("control"),
          List.of("sink"),
          List.of("trained"),
          List.of(""),
          List.of("testkit"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bandsaw");

  @Test
  void importsPointOneWay() {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      String[] below =
          FLOORS.subList(floor + 1, FLOORS.size()).stream()
              .flatMap(List::stream)
              .map(RoomsTest::packageOf)
              .toArray(String[]::new);
      for (String room : FLOORS.get(floor)) {
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
    List<String> known = FLOORS.stream().flatMap(List::stream).map(RoomsTest::packageOf).toList();
    assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct().toList())
        .isSubsetOf(known)
        .hasSizeGreaterThan(8);
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

  private static String packageOf(String room) {
    return room.isEmpty() ? "org.bandsaw" : "org.bandsaw." + room;
  }
}
