package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/** The recipe {@code nba-published}: {@link NbaSalary#asPublished}. */
public final class NbaPublishedRecipe implements Recipe {

  /** Creates the recipe; called by {@link java.util.ServiceLoader}. */
  public NbaPublishedRecipe() {}

  @Override
  public String name() {
    return "nba-published";
  }

  @Override
  public String description() {
    return "salaries of NBA players as published, batch only: its features leak the salary";
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
    return new Plan(NbaSalary.asPublished(), List.of());
  }
}
