package org.bandsaw.bench;

import java.util.List;
import java.util.Optional;
import org.bandsaw.source.CsvSource;
import org.bandsaw.source.Source;

/** {@link NbaSalary#asPublished} by its name. */
public final class NbaPublishedRecipe implements Recipe {

  /** For {@link java.util.ServiceLoader}. */
  public NbaPublishedRecipe() {}

  @Override
  public String name() {
    return "nba-published";
  }

  @Override
  public String description() {
    return "the same as published, for a batch: its features know the salary";
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
