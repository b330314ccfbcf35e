package org.bandsaw.bench;

import java.util.List;
import org.bandsaw.Pipeline;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.Source;

/** A faulty recipe: it subtracts the mean of each chunk. */
public final class ForgetfulRecipe implements Recipe {

  @Override
  public String name() {
    return "forgetful";
  }

  @Override
  public String description() {
    return "a faulty recipe, for tests";
  }

  @Override
  public Plan plan(Source source, String target) {
    return new Plan(
        Pipeline.builder()
            .stage(
                "centred",
                table ->
                    table.addColumns(
                        table
                            .doubleColumn("distance")
                            .subtract(table.doubleColumn("distance").mean())
                            .setName("centred")))
            .learn(target, Learners.sgd())
            .build(),
        List.of());
  }
}
