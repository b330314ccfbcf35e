package org.bandsaw.stage.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DictionaryTracker;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.MemorySizes;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.SourceLocation;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.stage.Lineage;
import org.bandsaw.stage.OneHot;
import org.bandsaw.stage.RowKernel;
import org.bandsaw.stage.RowStageRun;
import org.bandsaw.stage.ShareableRun;
import org.bandsaw.stage.UnseenCategory;
import org.bandsaw.stage.run.ComposedRun;
import org.bandsaw.stage.run.RunState;
import org.bandsaw.state.StateReader;
import org.jspecify.annotations.Nullable;

/**
 * A run of {@link OneHot}.
 *
 * <p>The caches hold a category as a number: 0 if the value was not looked up, {@link #MISSING} if
 * it is missing, {@link #UNSEEN} if it has no column (yet), otherwise the index of its category
 * plus 1.
 */
final class OneHotRun implements RowStageRun, ComposedRun, ShareableRun {

  private static final String OTHER = "other";
  private static final int MISSING = -1;
  private static final int UNSEEN = -2;
  private static final int CACHE_SIZE = 256;

  private final OneHot stage;
  private final int maxColumns;
  private final RunState state = new RunState();
  private final Categories categories;

  private Schema input;
  private Schema markedInput;
  private Schema output = Schema.empty();
  private int inputPosition;
  private int[] sourcePositions = {};

  private double[][] columns = {};
  private final DictionaryTracker dictionary = new DictionaryTracker();
  private int[] categoryByCode = {MISSING};
  private int[] intValues = {};
  private final int[] cachedValues = new int[CACHE_SIZE];
  private final int[] cachedCategories = new int[CACHE_SIZE];

  OneHotRun(Schema input, OneHot stage) {
    this.stage = stage;
    requireEncodable(input, stage.column());
    maxColumns = stage.maxCategories() + (stage.unseen() == UnseenCategory.OTHER ? 1 : 0);
    categories = state.add(new Categories(declaredCategories(stage)));
    this.input = input;
    this.markedInput = input;
    resolveColumns();
  }

  /** Creates a run that shares the categories of another one. */
  private OneHotRun(OneHotRun other) {
    stage = other.stage;
    maxColumns = other.maxColumns;
    categories = state.addShared(other.categories);
    input = other.input;
    markedInput = input;
    resolveColumns();
  }

  @Override
  public OneHotRun withOwnContext() {
    return new OneHotRun(this);
  }

  private static void requireEncodable(Schema input, String column) {
    ValueType type = input.typeOf(column);
    if (type != ValueType.STRING
        && type != ValueType.BOOLEAN
        && type != ValueType.INT
        && type != ValueType.DATE) {
      throw new SchemaException(
          "",
          column,
          type.name(),
          List.of(),
          "column '"
              + column
              + "' is "
              + type
              + "; one-hot encoding takes STRING, BOOLEAN, INT or DATE. Derive a text or an"
              + " integer from it in an earlier stage");
    }
  }

  static Lineage lineage(OneHot stage) {
    Lineage lineage =
        hasDynamicColumns(stage)
            ? Lineage.passThrough().withDynamicColumns(stage.column())
            : Lineage.passThrough();
    for (String value : declaredCategories(stage)) {
      lineage = lineage.withDerived(columnOf(stage, value).name(), stage.column());
    }
    return lineage;
  }

  private static List<String> declaredCategories(OneHot stage) {
    List<String> values = stage.values();
    if (stage.unseen() != UnseenCategory.OTHER || values.contains(OTHER)) {
      return values;
    }
    List<String> withOther = new ArrayList<>(values);
    withOther.add(OTHER);
    return withOther;
  }

  private static boolean hasDynamicColumns(OneHot stage) {
    return stage.unseen() == UnseenCategory.GROW || stage.values().isEmpty();
  }

  private static ColumnSpec columnOf(OneHot stage, String value) {
    return ColumnSpec.real(stage.column() + "__" + value);
  }

  @Override
  public RunState state() {
    return state;
  }

  @Override
  public Schema output() {
    return output;
  }

  private void resolveColumns() {
    inputPosition = input.indexOf(stage.column());
    Schema kept = stage.keepsColumn() ? input : input.without(stage.column());
    output = mergeSchema(kept);
  }

  /**
   * Returns the declared columns, then the dynamic ones of this stage and of earlier ones in the
   * order of (row, stage).
   */
  private Schema mergeSchema(Schema kept) {
    int declaredCount = categories.declaredCount();
    int total = kept.size() + categories.size();
    ColumnSpec[] specs = new ColumnSpec[total];
    long[] firstSeenRows = new long[total];
    int[] from = new int[total];
    int theirs = 0;
    int ours = 0;
    for (int i = 0; i < total; i++) {
      boolean takesTheirs;
      if (theirs < kept.declaredCount()) {
        takesTheirs = true;
      } else if (ours < declaredCount) {
        takesTheirs = false;
      } else {
        takesTheirs =
            theirs < kept.size()
                && (ours == categories.size()
                    || kept.firstSeenRow(theirs) <= categories.firstSeenRow(ours));
      }
      if (takesTheirs) {
        specs[i] = kept.column(theirs);
        firstSeenRows[i] = kept.firstSeenRow(theirs);
        from[i] = input.indexOf(specs[i].name());
        theirs++;
      } else {
        specs[i] = columnOf(stage, categories.values().get(ours));
        firstSeenRows[i] = ours < declaredCount ? -1 : categories.firstSeenRow(ours);
        from[i] = ~ours;
        ours++;
      }
    }
    Schema fixed =
        kept.declaredOnly()
            .with(
                Arrays.copyOfRange(
                    specs, kept.declaredCount(), kept.declaredCount() + declaredCount));
    Schema wider = hasDynamicColumns(stage) ? fixed.openEnded() : fixed;
    Schema schema = isPrefix(output, wider, specs, firstSeenRows) ? output : wider;
    for (int i = schema.size(); i < total; i++) {
      schema = schema.withDynamic(specs[i], firstSeenRows[i]);
    }
    sourcePositions = from;
    return schema;
  }

  private static boolean isPrefix(
      Schema before, Schema fixed, ColumnSpec[] specs, long[] firstSeenRows) {
    if (before.size() > specs.length
        || before.declaredCount() != fixed.declaredCount()
        || before.isOpenEnded() != fixed.isOpenEnded()) {
      return false;
    }
    for (int i = 0; i < before.size(); i++) {
      if (before.firstSeenRow(i) != firstSeenRows[i] || !before.column(i).equals(specs[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public Chunk process(Chunk chunk) {
    state.requireOwnParameters();
    return encode(chunk, true);
  }

  @Override
  public Chunk apply(Chunk chunk) {
    return encode(chunk, false);
  }

  @SuppressWarnings("ReferenceEquality") // an equal schema object costs another look-up
  private Chunk encode(Chunk chunk, boolean learning) {
    if (chunk.schema() != input) {
      input = chunk.schema();
      resolveColumns();
    }
    int rows = chunk.rowCount();
    int before = categories.size();
    columns = clearBuffers(columns, before, rows);
    Vector vector = chunk.vector(inputPosition);
    if (vector instanceof StringVector texts) {
      encode(texts, chunk, learning);
    } else if (vector instanceof IntVector ints) {
      encode(ints.array(), IntVector.MISSING, chunk, learning);
    } else {
      encode(toInts((BooleanVector) vector), BooleanVector.MISSING, chunk, learning);
    }
    if (categories.size() > before) {
      resolveColumns();
    }
    Vector[] vectors = new Vector[sourcePositions.length];
    for (int i = 0; i < vectors.length; i++) {
      int from = sourcePositions[i];
      vectors[i] = from >= 0 ? chunk.vector(from) : DoubleVector.wrap(columns[~from], rows);
    }
    return chunk.with(output, vectors);
  }

  private static double[][] clearBuffers(double[][] columns, int count, int rows) {
    double[][] all = columns.length < count ? Arrays.copyOf(columns, count + 16) : columns;
    for (int i = 0; i < count; i++) {
      all[i] = zeros(all[i], rows);
    }
    return all;
  }

  private static double[] zeros(double @Nullable [] reused, int rows) {
    if (reused == null || reused.length < rows) {
      return new double[rows];
    }
    Arrays.fill(reused, 0, rows, 0);
    return reused;
  }

  private int[] toInts(BooleanVector vector) {
    int rows = vector.length();
    if (intValues.length < rows) {
      intValues = new int[rows];
    }
    for (int i = 0; i < rows; i++) {
      intValues[i] = vector.get(i);
    }
    return intValues;
  }

  private void encode(StringVector texts, Chunk chunk, boolean learning) {
    if (dictionary.hasChanged(texts.dictionary())) {
      categoryByCode = new int[] {MISSING};
    }
    int[] codes = texts.codes();
    int rows = texts.length();
    double[][] into = columns;
    int[] known = categoryByCode;
    for (int i = 0; i < rows; i++) {
      int code = codes[i];
      int category = code < known.length ? known[code] : 0;
      if (category <= 0) {
        category = category == MISSING ? 0 : resolveCode(texts, i, category, chunk, learning);
        into = columns;
        known = categoryByCode;
      }
      if (category > 0) {
        into[category - 1][i] = 1;
      }
    }
  }

  private int resolveCode(StringVector texts, int row, int known, Chunk chunk, boolean learning) {
    int code = texts.codes()[row];
    if (code >= categoryByCode.length) {
      categoryByCode = Arrays.copyOf(categoryByCode, Math.max(code + 1, 2 * categoryByCode.length));
    }
    String value = texts.dictionary().value(code);
    int category = known == UNSEEN && !learning ? UNSEEN : categoryOf(value, chunk, row, learning);
    categoryByCode[code] = category;
    return category > 0 ? category : categoryForUnseen(value, chunk.sourceRow(row));
  }

  private void encode(int[] values, int missing, Chunk chunk, boolean learning) {
    int rows = chunk.rowCount();
    for (int i = 0; i < rows; i++) {
      int value = values[i];
      if (value != missing) {
        int cacheIndex = value & CACHE_SIZE - 1;
        int category = cachedValues[cacheIndex] == value ? cachedCategories[cacheIndex] : 0;
        if (category <= 0) {
          String text = chunk.vector(inputPosition).text(i);
          category = categoryOf(text, chunk, i, learning);
          cachedValues[cacheIndex] = value;
          cachedCategories[cacheIndex] = category;
          category = category > 0 ? category : categoryForUnseen(text, chunk.sourceRow(i));
        }
        if (category > 0) {
          columns[category - 1][i] = 1;
        }
      }
    }
  }

  /** Returns the category of a value, which is added when learning if allowed, or UNSEEN. */
  private int categoryOf(String value, Chunk chunk, int row, boolean learning) {
    int index = categories.find(value);
    if (index >= 0) {
      return index + 1;
    }
    if (!learning || !hasDynamicColumns(stage)) {
      return UNSEEN;
    }
    if (categories.size() < maxColumns) {
      return addCategory(value, chunk, row);
    }
    if (stage.unseen() == UnseenCategory.FAIL) {
      return UNSEEN;
    }
    int other = categories.find(OTHER);
    return other >= 0 ? other + 1 : addCategory(OTHER, chunk, row);
  }

  private int addCategory(String value, Chunk chunk, int row) {
    String column = columnOf(stage, value).name();
    if (input.contains(column)) {
      throw new SchemaException(
          "",
          column,
          "",
          List.of(),
          String.format(
              Locale.ROOT,
              "the value '%s' of column '%s' in row %d needs a column '%s', which exists already;"
                  + " rename that one in an earlier stage",
              value,
              stage.column(),
              chunk.sourceRow(row),
              column));
    }
    int index = categories.add(value, chunk.sourceRow(row));
    if (index >= columns.length) {
      columns = Arrays.copyOf(columns, index + 16);
    }
    columns[index] = zeros(columns[index], chunk.rowCount());
    return index + 1;
  }

  /** Returns the category that replaces an unseen value; 0 for none. */
  private int categoryForUnseen(String value, long sourceRow) {
    if (stage.unseen() == UnseenCategory.FAIL) {
      String shown = Categories.abbreviate(value);
      throw new BadDataException(
          new SourceLocation("stage '" + stage.name() + "'", 0, sourceRow, stage.column()),
          shown,
          String.format(
              Locale.ROOT,
              "'%s' is none of the %d known categories%s; declare it with values(…), or choose"
                  + " UnseenCategory.OTHER or GROW",
              shown,
              categories.size(),
              categories.size() <= 12 ? " " + categories.values() : ""));
    }
    boolean full = categories.size() >= maxColumns;
    return full || stage.unseen() == UnseenCategory.OTHER ? categories.find(OTHER) + 1 : 0;
  }

  @Override
  public void mark() {
    ComposedRun.super.mark();
    markedInput = input;
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // an equal schema object costs another look-up
  public void rollback() {
    int before = categories.size();
    ComposedRun.super.rollback();
    boolean shrank = categories.size() < before;
    if (shrank) {
      clearCaches();
    }
    columns = new double[0][];
    intValues = new int[0];
    if (shrank || input != markedInput) {
      input = markedInput;
      resolveColumns();
    }
  }

  private void clearCaches() {
    categoryByCode = new int[] {MISSING};
    Arrays.fill(cachedCategories, 0);
  }

  @Override
  public void clearContext() {}

  @Override
  public void load(StateReader in) {
    ComposedRun.super.load(in);
    clearCaches();
    resolveColumns();
  }

  @Override
  public long retainedBytes() {
    long sum =
        ComposedRun.super.retainedBytes()
            + MemorySizes.ints(categoryByCode.length)
            + MemorySizes.ints(intValues.length)
            + 2 * MemorySizes.ints(CACHE_SIZE)
            + MemorySizes.references(columns.length);
    for (double[] column : columns) {
      sum += column == null ? 0 : MemorySizes.doubles(column.length);
    }
    return sum;
  }

  @Override
  public RowKernel rowKernel(RowLayout layout) {
    int slot = layout.slot(stage.column());
    ValueType type = layout.type(stage.column());
    Schema kept = stage.keepsColumn() ? layout.schema() : layout.schema().without(stage.column());
    int[] positionsBefore = sourcePositions;
    Schema inputBefore = input;
    input = layout.schema();
    layout.advance(mergeSchema(kept));
    input = inputBefore;
    sourcePositions = positionsBefore;
    int[] slots =
        categories.values().stream()
            .mapToInt(value -> layout.slot(columnOf(stage, value).name()))
            .toArray();
    return row -> {
      double[] numbers = row.numbers();
      for (int category : slots) {
        numbers[category] = 0;
      }
      if (!row.isMissing(slot, type)) {
        String value = row.text(slot, type);
        int index = categories.find(value);
        int category = index >= 0 ? index + 1 : categoryForUnseen(value, row.sourceRow());
        if (category > 0 && category <= slots.length) { // later ones have no slot in this layout
          numbers[slots[category - 1]] = 1;
        }
      }
      return true;
    };
  }
}
