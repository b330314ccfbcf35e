package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/** {@link NbaSalary#leakFree} by its name. */
public final class NbaRecipe implements Recipe {

  private static final List<String> DROPPED =
      List.of(
          "full_name (too many values)",
          "jersey (too many values)",
          "draft_peak (too many values)",
          "college (too many values)",
          "rating (the published selection drops it)",
          "height (the published selection drops it)",
          "weight (used for nothing)",
          "b_day (only its month is used)",
          "draft_year (only the experience since is used)",
          "version (only its year is used)");

  /** For {@link java.util.ServiceLoader}. */
  public NbaRecipe() {}

  @Override
  public String name() {
    return "nba";
  }

  @Override
  public String description() {
    return "salaries of NBA players, from what is known before each of them";
  }

  @Override
  public Optional<String> defaultTarget() {
    return Optional.of(NbaSalary.TARGET);
  }

  @Override
  public CsvSource configure(CsvSource file) {
    return NbaSalary.players(file);
  }

  @Override
  public Plan plan(Source source, String target) {
    NbaSalary.checkTarget(target);
    return new Plan(NbaSalary.leakFree(), DROPPED);
  }
}
