package org.bandsaw.bench;

import java.util.List;
import org.bandsaw.source.Source;
import org.bandsaw.stage.Stages;

/** A recipe with a fault: it subtracts the mean of whatever rows happen to come together. */
public final class ForgetfulRecipe implements Recipe {

  @Override
  public String name() {
    return "forgetful";
  }

  @Override
  public String description() {
    return "a recipe with a fault, for tests";
  }

  @Override
  public Plan plan(Source source, String target) {
    return new Plan(
        List.of(
            Stages.tables(
                "centred",
                table ->
                    table.addColumns(
                        table
                            .doubleColumn("distance")
                            .subtract(table.doubleColumn("distance").mean())
                            .setName("centred")))),
        List.of(),
        List.of());
  }
}
