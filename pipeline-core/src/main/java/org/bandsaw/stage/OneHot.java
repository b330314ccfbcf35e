package org.bandsaw.stage;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.bandsaw.data.BadDataException;
import org.bandsaw.data.BooleanVector;
import org.bandsaw.data.Chunk;
import org.bandsaw.data.ColumnSpec;
import org.bandsaw.data.DictionaryMark;
import org.bandsaw.data.DoubleVector;
import org.bandsaw.data.IntVector;
import org.bandsaw.data.Place;
import org.bandsaw.data.Retained;
import org.bandsaw.data.RowLayout;
import org.bandsaw.data.Schema;
import org.bandsaw.data.SchemaException;
import org.bandsaw.data.StringVector;
import org.bandsaw.data.ValueType;
import org.bandsaw.data.Vector;
import org.bandsaw.state.StateCorruptException;
import org.bandsaw.state.StateReader;
import org.bandsaw.state.StateWriter;

/**
 * A column {@code column__value} for each value of a column of text, booleans, integers or dates: 1
 * in the rows that have the value, else 0; all 0 where the value is missing. The columns hold
 * doubles. The encoded column stays, unless {@link #dropping() dropped}.
 *
 * <p>Declared {@link #values(String...) values} have columns from the start. With them, {@link
 * UnseenCategory#OTHER} and {@link UnseenCategory#FAIL} let no more columns appear. Without them,
 * and always with {@link UnseenCategory#GROW}, a value gets a column in the row where it first
 * appears while learning, as long as there are fewer than {@link #maxCategories(int)}; a learned
 * pipeline gets no columns any more, and what it has not seen is unseen.
 *
 * <p>Beyond the bound, values go to {@code column__other}, which grows when it is needed, or fail
 * under {@link UnseenCategory#FAIL}. A real value {@code other} shares that column. Once the bound
 * is reached, a learned pipeline sends what it has not seen there too.
 *
 * @param name the stage's name; empty for {@code oneHot(column)}
 * @param column what is encoded
 * @param unseen what happens to a value without a column
 * @param values those declared, in order; may be empty
 * @param maxCategories the most columns, {@code column__other} not counted
 * @param keepsColumn whether the encoded column stays
 */
public record OneHot(
    String name,
    String column,
    UnseenCategory unseen,
    List<String> values,
    int maxCategories,
    boolean keepsColumn)
    implements ColumnStage {

  private static final String OTHER = "other";

  public OneHot {
    ColumnNames.checked(column);
    Objects.requireNonNull(unseen, "unseen");
    if (values.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("a category is null; a missing value has no column");
    }
    values = List.copyOf(values);
    if (new HashSet<>(values).size() < values.size() || values.contains("")) {
      throw new IllegalArgumentException(
          "categories must differ and must not be empty: " + String.join(", ", values));
    }
    if (maxCategories < 1) {
      throw new IllegalArgumentException("maxCategories must be at least 1, not " + maxCategories);
    }
    name = ColumnNames.stage(name, ColumnNames.call("oneHot", List.of(column)));
  }

  /** This stage under another name. */
  public OneHot named(String other) {
    String given = ColumnNames.given(other);
    return new OneHot(given, column, unseen, values, maxCategories, keepsColumn);
  }

  /** What happens to a value without a column; {@link UnseenCategory#GROW} if not said. */
  public OneHot unseen(UnseenCategory what) {
    return new OneHot(name, column, what, values, maxCategories, keepsColumn);
  }

  /** Values that have columns from the start, in this order. */
  public OneHot values(String... declared) {
    List<String> given = Arrays.asList(declared);
    return new OneHot(name, column, unseen, given, maxCategories, keepsColumn);
  }

  /** The most columns; 1 000 if not said. */
  public OneHot maxCategories(int most) {
    return new OneHot(name, column, unseen, values, most, keepsColumn);
  }

  /** Leaves the encoded column out of what comes out. */
  public OneHot dropping() {
    return new OneHot(name, column, unseen, values, maxCategories, false);
  }

  private List<String> declaredCategories() {
    if (unseen != UnseenCategory.OTHER || values.contains(OTHER)) {
      return values;
    }
    List<String> withOther = new ArrayList<>(values);
    withOther.add(OTHER);
    return withOther;
  }

  private boolean grows() {
    return unseen == UnseenCategory.GROW || values.isEmpty();
  }

  private ColumnSpec columnOf(String value) {
    return ColumnSpec.real(column + "__" + value);
  }

  @Override
  public List<Stage> on(List<String> columns) {
    return columns.stream()
        .<Stage>map(each -> new OneHot("", each, unseen, values, maxCategories, keepsColumn))
        .toList();
  }

  @Override
  public StageRun open(Schema input) {
    return new Run(this, input);
  }

  @Override
  public Lineage lineage(Schema input) {
    Lineage lineage = grows() ? Lineage.passThrough().growing(column) : Lineage.passThrough();
    for (String value : declaredCategories()) {
      lineage = lineage.making(columnOf(value).name(), column);
    }
    return lineage;
  }

  /**
   * What is known of a value is kept as a number: 0 when it was not looked up, {@link #NOTHING}
   * when it is missing, {@link #UNSEEN} when it has no column (yet), else its category counted from
   * 1.
   */
  private static final class Run implements RowStageRun {

    private static final int NOTHING = -1;
    private static final int UNSEEN = -2;
    private static final int NEAR = 256;

    private final OneHot stage;
    private final int declared;
    private final int most;
    private final List<String> categories;
    private final Map<String, Integer> index = new HashMap<>();
    private long[] bornAt;
    private int marked;

    private Schema input;
    private Schema markedInput;
    private Schema output;
    private int position;
    private int[] takenFrom = {};

    private double[][] columns = {};
    private final DictionaryMark dictionary = new DictionaryMark();
    private int[] ofCode = {NOTHING};
    private int[] wide = {};
    private final int[] nearValue = new int[NEAR];
    private final int[] ofNear = new int[NEAR];

    Run(OneHot stage, Schema input) {
      this.stage = stage;
      ValueType type = input.typeOf(stage.column);
      if (type != ValueType.STRING
          && type != ValueType.BOOLEAN
          && type != ValueType.INT
          && type != ValueType.DATE) {
        throw new SchemaException(
            "",
            stage.column,
            type.name(),
            List.of(),
            "column '"
                + stage.column
                + "' is "
                + type
                + "; one-hot encoding takes STRING, BOOLEAN, INT or DATE. Derive a text or an"
                + " integer from it in an earlier stage");
      }
      categories = new ArrayList<>(stage.declaredCategories());
      declared = categories.size();
      bornAt = new long[declared + 16];
      most = stage.maxCategories + (stage.unseen == UnseenCategory.OTHER ? 1 : 0);
      for (String value : categories) {
        index.put(value, index.size());
      }
      this.input = input;
      this.markedInput = input;
      this.output = Schema.empty();
      look();
      marked = declared;
    }

    @Override
    public Schema output() {
      return output;
    }

    private void look() {
      position = input.indexOf(stage.column);
      Schema kept = stage.keepsColumn ? input : input.without(stage.column);
      output = merged(kept);
    }

    /** Declared columns, then grown ones of this stage and of earlier ones by (row, stage). */
    private Schema merged(Schema kept) {
      int total = kept.size() + categories.size();
      ColumnSpec[] specs = new ColumnSpec[total];
      long[] born = new long[total];
      int[] from = new int[total];
      int theirs = 0;
      int ours = 0;
      for (int i = 0; i < total; i++) {
        boolean takesTheirs;
        if (theirs < kept.declaredCount()) {
          takesTheirs = true;
        } else if (ours < declared) {
          takesTheirs = false;
        } else {
          takesTheirs =
              theirs < kept.size()
                  && (ours == categories.size() || kept.bornAt(theirs) <= bornAt[ours]);
        }
        if (takesTheirs) {
          specs[i] = kept.column(theirs);
          born[i] = kept.bornAt(theirs);
          from[i] = input.indexOf(specs[i].name());
          theirs++;
        } else {
          specs[i] = stage.columnOf(categories.get(ours));
          born[i] = ours < declared ? -1 : bornAt[ours];
          from[i] = ~ours;
          ours++;
        }
      }
      Schema fixed =
          kept.declaredPart()
              .with(
                  Arrays.copyOfRange(specs, kept.declaredCount(), kept.declaredCount() + declared));
      Schema wider = stage.grows() ? fixed.openEnded() : fixed;
      Schema schema = begins(output, wider, specs, born) ? output : wider;
      for (int i = schema.size(); i < total; i++) {
        schema = schema.grown(specs[i], born[i]);
      }
      takenFrom = from;
      return schema;
    }

    private static boolean begins(Schema before, Schema fixed, ColumnSpec[] specs, long[] born) {
      if (before.size() > specs.length
          || before.declaredCount() != fixed.declaredCount()
          || before.isOpenEnded() != fixed.isOpenEnded()) {
        return false;
      }
      for (int i = 0; i < before.size(); i++) {
        if (before.bornAt(i) != born[i] || !before.column(i).equals(specs[i])) {
          return false;
        }
      }
      return true;
    }

    @Override
    public Chunk process(Chunk chunk) {
      return encode(chunk, true);
    }

    @Override
    public Chunk apply(Chunk chunk) {
      return encode(chunk, false);
    }

    @SuppressWarnings("ReferenceEquality") // an equal schema object is only looked up again
    private Chunk encode(Chunk chunk, boolean learning) {
      if (chunk.schema() != input) {
        input = chunk.schema();
        look();
      }
      int rows = chunk.rowCount();
      int before = categories.size();
      columns = cleared(columns, before, rows);
      Vector vector = chunk.vector(position);
      if (vector instanceof StringVector texts) {
        encode(texts, chunk, learning);
      } else if (vector instanceof IntVector ints) {
        encode(ints.array(), IntVector.MISSING, chunk, learning);
      } else {
        encode(widened((BooleanVector) vector), BooleanVector.MISSING, chunk, learning);
      }
      if (categories.size() > before) {
        look();
      }
      Vector[] vectors = new Vector[takenFrom.length];
      for (int i = 0; i < vectors.length; i++) {
        int from = takenFrom[i];
        vectors[i] = from >= 0 ? chunk.vector(from) : DoubleVector.wrap(columns[~from], rows);
      }
      return chunk.with(output, vectors);
    }

    private static double[][] cleared(double[][] columns, int count, int rows) {
      double[][] all = columns.length < count ? Arrays.copyOf(columns, count + 16) : columns;
      for (int i = 0; i < count; i++) {
        if (all[i] == null || all[i].length < rows) {
          all[i] = new double[rows];
        } else {
          Arrays.fill(all[i], 0, rows, 0);
        }
      }
      return all;
    }

    private int[] widened(BooleanVector vector) {
      int rows = vector.length();
      if (wide.length < rows) {
        wide = new int[rows];
      }
      for (int i = 0; i < rows; i++) {
        wide[i] = vector.get(i);
      }
      return wide;
    }

    private void encode(StringVector texts, Chunk chunk, boolean learning) {
      if (dictionary.isAnother(texts.dictionary())) {
        ofCode = new int[] {NOTHING};
      }
      int[] codes = texts.codes();
      int rows = texts.length();
      double[][] into = columns;
      int[] known = ofCode;
      for (int i = 0; i < rows; i++) {
        int code = codes[i];
        int category = code < known.length ? known[code] : 0;
        if (category <= 0) {
          category = category == NOTHING ? 0 : unknownCode(texts, i, category, chunk, learning);
          into = columns;
          known = ofCode;
        }
        if (category > 0) {
          into[category - 1][i] = 1;
        }
      }
    }

    private int unknownCode(StringVector texts, int row, int known, Chunk chunk, boolean learning) {
      int code = texts.codes()[row];
      if (code >= ofCode.length) {
        ofCode = Arrays.copyOf(ofCode, Math.max(code + 1, 2 * ofCode.length));
      }
      String value = texts.dictionary().value(code);
      int category =
          known == UNSEEN && !learning ? UNSEEN : categoryOf(value, chunk, row, learning);
      ofCode[code] = category;
      return category > 0 ? category : unseen(value, chunk.sourceRow(row));
    }

    private void encode(int[] values, int missing, Chunk chunk, boolean learning) {
      int rows = chunk.rowCount();
      for (int i = 0; i < rows; i++) {
        int value = values[i];
        if (value != missing) {
          int near = value & NEAR - 1;
          int category = nearValue[near] == value ? ofNear[near] : 0;
          if (category <= 0) {
            String text = chunk.vector(position).text(i);
            category = categoryOf(text, chunk, i, learning);
            nearValue[near] = value;
            ofNear[near] = category;
            category = category > 0 ? category : unseen(text, chunk.sourceRow(i));
          }
          if (category > 0) {
            columns[category - 1][i] = 1;
          }
        }
      }
    }

    /** The category of a value, from 1, grown when learning and allowed; else {@link #UNSEEN}. */
    private int categoryOf(String value, Chunk chunk, int row, boolean learning) {
      Integer category = index.get(value);
      if (category != null) {
        return category + 1;
      }
      if (!learning || !stage.grows()) {
        return UNSEEN;
      }
      if (categories.size() < most) {
        return grow(value, chunk, row);
      }
      if (stage.unseen == UnseenCategory.FAIL) {
        return UNSEEN;
      }
      Integer other = index.get(OTHER);
      return other != null ? other + 1 : grow(OTHER, chunk, row);
    }

    private int grow(String value, Chunk chunk, int row) {
      int category = categories.size();
      if (input.contains(stage.columnOf(value).name())) {
        throw new SchemaException(
            "",
            stage.columnOf(value).name(),
            "",
            List.of(),
            String.format(
                Locale.ROOT,
                "the value '%s' of column '%s' in row %d asks for a column '%s', which is there"
                    + " already; rename that one in an earlier stage",
                value,
                stage.column,
                chunk.sourceRow(row),
                stage.columnOf(value).name()));
      }
      categories.add(value);
      index.put(value, category);
      if (category >= bornAt.length) {
        bornAt = Arrays.copyOf(bornAt, 2 * category);
      }
      bornAt[category] = chunk.sourceRow(row);
      if (category >= columns.length) {
        columns = Arrays.copyOf(columns, category + 16);
      }
      if (columns[category] == null || columns[category].length < chunk.rowCount()) {
        columns[category] = new double[chunk.rowCount()];
      } else {
        Arrays.fill(columns[category], 0, chunk.rowCount(), 0);
      }
      return category + 1;
    }

    /** The category that stands in for an unseen value, from 1; 0 for none. */
    private int unseen(String value, long sourceRow) {
      if (stage.unseen == UnseenCategory.FAIL) {
        String shown = value.length() > 80 ? value.substring(0, 80) + "…" : value;
        throw new BadDataException(
            new Place("stage '" + stage.name + "'", 0, sourceRow, stage.column),
            shown,
            String.format(
                Locale.ROOT,
                "'%s' is none of the %d known categories%s; declare it with values(…), or choose"
                    + " UnseenCategory.OTHER or GROW",
                shown,
                categories.size(),
                categories.size() <= 12 ? " " + categories : ""));
      }
      boolean full = categories.size() >= most;
      return full || stage.unseen == UnseenCategory.OTHER ? index.getOrDefault(OTHER, -1) + 1 : 0;
    }

    @Override
    public void mark() {
      marked = categories.size();
      markedInput = input;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // an equal schema object is only looked up again
    public void rollback() {
      boolean grew = categories.size() > marked;
      forgetFrom(marked);
      columns = new double[0][];
      wide = new int[0];
      if (grew || input != markedInput) {
        input = markedInput;
        look();
      }
    }

    private void forgetFrom(int count) {
      if (categories.size() > count) {
        for (String value : categories.subList(count, categories.size())) {
          index.remove(value);
        }
        categories.subList(count, categories.size()).clear();
        ofCode = new int[] {NOTHING};
        Arrays.fill(ofNear, 0);
      }
    }

    @Override
    public void clearContext() {}

    @Override
    public void save(StateWriter out) {
      out.version(1).writeInt(categories.size() - declared);
      for (int i = declared; i < categories.size(); i++) {
        out.writeString(categories.get(i)).writeLong(bornAt[i]);
      }
    }

    @Override
    public void load(StateReader in) {
      in.version(1);
      int grown = in.count(12);
      forgetFrom(declared);
      bornAt = new long[declared + grown + 16];
      for (int i = declared; i < declared + grown; i++) {
        String value = in.readString();
        categories.add(value);
        if (index.put(value, i) != null) {
          throw new StateCorruptException("the category '" + value + "' is there twice");
        }
        bornAt[i] = in.readLong();
      }
      ofCode = new int[] {NOTHING};
      Arrays.fill(ofNear, 0);
      look();
    }

    @Override
    public long retainedBytes() {
      long sum =
          Retained.ints(ofCode.length) + Retained.ints(wide.length) + 2 * Retained.ints(NEAR);
      sum += Retained.longs(bornAt.length) + Retained.references(columns.length);
      for (double[] column : columns) {
        sum += column == null ? 0 : Retained.doubles(column.length);
      }
      for (String value : categories) {
        sum += 120 + 2L * value.length();
      }
      return sum;
    }

    @Override
    public RowKernel rowKernel(RowLayout layout) {
      int slot = layout.slot(stage.column);
      ValueType type = layout.type(stage.column);
      Schema kept = stage.keepsColumn ? layout.schema() : layout.schema().without(stage.column);
      int[] before = takenFrom;
      Schema own = input;
      input = layout.schema();
      layout.advance(merged(kept));
      input = own;
      takenFrom = before;
      int[] slots =
          categories.stream()
              .mapToInt(value -> layout.slot(stage.columnOf(value).name()))
              .toArray();
      return row -> {
        double[] numbers = row.numbers();
        for (int category : slots) {
          numbers[category] = 0;
        }
        if (!row.isMissing(slot, type)) {
          String value = row.text(slot, type);
          Integer known = index.get(value);
          int category = known != null ? known + 1 : unseen(value, row.sourceRow());
          if (category > 0 && category <= slots.length) { // later ones have no slot in this layout
            numbers[slots[category - 1]] = 1;
          }
        }
        return true;
      };
    }
  }
}
