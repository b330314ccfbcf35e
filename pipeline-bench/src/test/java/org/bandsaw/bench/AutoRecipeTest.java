package org.bandsaw.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bandsaw.source.Source;
import org.bandsaw.source.Sources;
import org.bandsaw.stage.Stage;
import org.junit.jupiter.api.Test;

class AutoRecipeTest {

  private static Source csv(String text) {
    return Sources.csv(
        "test.csv", () -> new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static Recipe.Plan plan(String text) {
    return Recipes.byName("auto").plan(csv(text), "y");
  }

  private static List<String> names(Recipe.Plan plan) {
    return plan.pipeline().stages().stream().map(Stage::name).toList();
  }

  /** Rows with a number of distinct texts. */
  private static String texts(int distinct, int rows) {
    StringBuilder text = new StringBuilder("t,y\n");
    for (int i = 0; i < rows; i++) {
      text.append('v').append(i % distinct).append(",1\n");
    }
    return text.toString();
  }

  @Test
  void imputesAndScalesNumbers() {
    assertThat(names(plan("a,b,y\n1,2,3\n4,,6\n")))
        .containsExactly("impute(a,b)", "standardScale(a,b)");
  }

  @Test
  void encodesAtMostTwentyTexts() {
    assertThat(names(plan(texts(20, 100)))).containsExactly("oneHot(t)");
    assertThat(names(plan(texts(21, 100)))).containsExactly("drop(t)");
    assertThat(plan(texts(21, 100)).dropped()).containsExactly("t (text with more than 20 values)");
  }

  @Test
  void usesTheFirstTenThousandRowsOnly() {
    String within = texts(20, AutoRecipe.SAMPLE_ROWS);

    assertThat(names(plan(within + "another,1\n"))).containsExactly("oneHot(t)");
    assertThat(names(plan(texts(20, AutoRecipe.SAMPLE_ROWS - 1) + "another,1\n")))
        .containsExactly("drop(t)");
  }

  @Test
  void dropsDatesAndEmptyColumnsAndKeepsBooleans() {
    Recipe.Plan plan = plan("d,e,b,y\n2024-01-01,,true,1\n2024-01-02,,false,2\n");

    assertThat(names(plan)).containsExactly("drop(d,e)");
    assertThat(plan.dropped()).containsExactly("d (DATE)", "e (empty in the first 10000 rows)");
  }
}
