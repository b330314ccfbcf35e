package org.bandsaw.telemetry;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Optional dependencies are only needed by the classes that use them. */
class OptionalLibrariesTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.bandsaw.telemetry");

  @Test
  void onlyTheMetersDependOnMicrometer() {
    noClasses()
        .that()
        .doNotHaveSimpleName("BandsawMeters")
        .and()
        .doNotHaveSimpleName("JobMeters")
        .and()
        .doNotHaveSimpleName("MeteredRun")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .orShould()
        .dependOnClassesThat()
        .haveSimpleName("BandsawMeters")
        .check(CLASSES);
  }

  @Test
  void onlyOshiHostAndHostInfoDependOnOshi() {
    noClasses()
        .that()
        .doNotHaveSimpleName("OshiHost")
        .and()
        .doNotHaveSimpleName("HostInfo")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("oshi..")
        .check(CLASSES);
  }

  @Test
  void measuresRunsWithoutMicrometer() throws Exception {
    List<URL> without = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.contains("micrometer")) {
        without.add(url(entry));
      }
    }
    try (URLClassLoader loader =
        new URLClassLoader(without.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
      assertThatThrownBy(() -> loader.loadClass("io.micrometer.core.instrument.MeterRegistry"))
          .isInstanceOf(ClassNotFoundException.class);

      Object rows =
          loader
              .loadClass("org.bandsaw.telemetry.OptionalLibrariesTest$Measured")
              .getMethod("rows")
              .invoke(null);

      assertThat(rows).isEqualTo("28 rows, measured");
    }
  }

  private static URL url(String entry) throws MalformedURLException {
    return Path.of(entry).toUri().toURL();
  }

  /** Runs in another class loader. */
  public static final class Measured {

    private Measured() {}

    public static String rows() {
      var report = Rides.job(30).telemetry(Telemetry.standard()).runStreaming();
      return report.rows().committed()
          + " rows, "
          + (report.telemetry().isPresent() ? "measured" : report.notes().toString());
    }
  }
}
