package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/** The recipe {@code nba}: {@link NbaSalary#leakFree}. */
public final class NbaRecipe implements Recipe {

  private static final List<String> DROPPED =
      List.of(
          "full_name (too many values)",
          "jersey (too many values)",
          "draft_peak (too many values)",
          "college (too many values)",
          "rating (dropped by the published selection)",
          "height (dropped by the published selection)",
          "weight (not used)",
          "b_day (only its month is used)",
          "draft_year (only the experience since is used)",
          "version (only its year is used)");

  /** Creates the recipe; called by {@link java.util.ServiceLoader}. */
  public NbaRecipe() {}

  @Override
  public String name() {
    return "nba";
  }

  @Override
  public String description() {
    return "salaries of NBA players, predicted from earlier rows only";
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
