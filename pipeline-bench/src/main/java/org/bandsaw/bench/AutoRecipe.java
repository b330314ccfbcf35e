package org.bandsaw.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bandsaw.Pipeline;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.learn.Learners;
import org.bandsaw.source.ChunkReader;
import org.bandsaw.source.ReadLimit;
import org.bandsaw.source.Source;
import org.bandsaw.source.SourceFailedException;
import org.bandsaw.stage.Impute;
import org.bandsaw.stage.Stage;
import org.bandsaw.stage.Stages;
import org.bandsaw.stage.UnseenCategory;
import org.jspecify.annotations.Nullable;

/**
 * A recipe for any file, based on its first 10 000 rows: numeric columns are imputed and scaled
 * with running statistics, text columns with at most 20 distinct values are one-hot encoded (later
 * values as {@code other}), boolean columns are kept, and all other columns are dropped.
 */
public final class AutoRecipe implements Recipe {

  static final int SAMPLE_ROWS = 10_000;
  static final int MAX_CATEGORIES = 20;

  /** Creates the recipe; called by {@link java.util.ServiceLoader}. */
  public AutoRecipe() {}

  @Override
  public String name() {
    return "auto";
  }

  @Override
  public String description() {
    return "scaled numbers, one-hot text with at most 20 values; drops other text and dates";
  }

  @Override
  public Plan plan(Source source, String target) {
    try (ChunkReader reader = source.open()) {
      Schema schema = reader.schema();
      ColumnSpec learned = schema.column(schema.indexOf(target));
      if (!learned.type().isFeature()) {
        throw new SchemaException(
            "",
            target,
            learned.type().name(),
            List.of(),
            "target '"
                + target
                + "' of "
                + source.name()
                + " is "
                + learned.type()
                + "; a numeric or boolean column is needed. Clean the column first, or choose another"
                + " target");
      }
      return plan(schema, target, categories(reader, schema, target));
    } catch (IOException problem) {
      throw new SourceFailedException(source.name(), "could not be read: " + problem, problem);
    }
  }

  /**
   * Returns the distinct values of each text column in the sample; null for other columns and for
   * columns with too many values.
   */
  private static List<@Nullable Set<String>> categories(
      ChunkReader reader, Schema schema, String target) throws IOException {
    List<@Nullable Set<String>> categories = new ArrayList<>();
    for (ColumnSpec column : schema.columns()) {
      boolean text = column.type() == ValueType.STRING && !column.name().equals(target);
      categories.add(text ? new LinkedHashSet<>() : null);
    }
    int rows = 0;
    Optional<Chunk> next = reader.next(ReadLimit.ofRows(SAMPLE_ROWS));
    while (next.isPresent() && rows < SAMPLE_ROWS) {
      Chunk chunk = next.get();
      int sampled = Math.min(chunk.rowCount(), SAMPLE_ROWS - rows);
      for (int i = 0; i < categories.size(); i++) {
        Set<String> values = categories.get(i);
        if (values != null && addDistinct(values, (StringVector) chunk.vector(i), sampled)) {
          categories.set(i, null);
        }
      }
      rows += sampled;
      reader.release(chunk);
      next =
          rows < SAMPLE_ROWS ? reader.next(ReadLimit.ofRows(SAMPLE_ROWS - rows)) : Optional.empty();
    }
    return categories;
  }

  /** Adds the values of the first rows; returns whether there are now too many. */
  private static boolean addDistinct(Set<String> values, StringVector texts, int rows) {
    for (int i = 0; i < rows; i++) {
      if (!texts.isMissing(i)) {
        values.add(texts.text(i));
        if (values.size() > MAX_CATEGORIES) {
          return true;
        }
      }
    }
    return false;
  }

  private static Plan plan(Schema schema, String target, List<@Nullable Set<String>> categories) {
    List<String> numbers = new ArrayList<>();
    List<Stage> encoders = new ArrayList<>();
    List<String> unused = new ArrayList<>();
    List<String> dropped = new ArrayList<>();
    for (int i = 0; i < schema.size(); i++) {
      ColumnSpec column = schema.column(i);
      Set<String> values = categories.get(i);
      if (column.name().equals(target) || column.type() == ValueType.BOOLEAN) {
        continue;
      }
      if (column.type().isNumeric()) {
        numbers.add(column.name());
      } else if (values != null && !values.isEmpty()) {
        encoders.add(
            Stages.oneHot(column.name())
                .values(values.toArray(String[]::new))
                .unseen(UnseenCategory.OTHER)
                .droppingInput());
      } else {
        unused.add(column.name());
        dropped.add(column.name() + " (" + dropReason(column, values) + ")");
      }
    }
    Pipeline.Builder builder = Pipeline.builder();
    if (!unused.isEmpty()) {
      builder.stage(Stages.drop(unused.toArray(String[]::new)));
    }
    if (!numbers.isEmpty()) {
      builder.stage(Stages.impute(numbers, Impute.RUNNING_MEAN));
      builder.stage(Stages.standardScale(numbers.toArray(String[]::new)));
    }
    encoders.forEach(builder::stage);
    builder.learn(target, Learners.sgd()).learnBatch(target, Learners.leastSquares());
    return new Plan(builder.build(), dropped);
  }

  private static String dropReason(ColumnSpec column, @Nullable Set<String> values) {
    if (column.type() != ValueType.STRING) {
      return column.type().name();
    }
    return values == null
        ? "text with more than " + MAX_CATEGORIES + " values"
        : "empty in the first " + SAMPLE_ROWS + " rows";
  }
}
