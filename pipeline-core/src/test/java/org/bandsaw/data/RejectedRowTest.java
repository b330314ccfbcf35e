package org.bandsaw.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RejectedRowTest {

  private final RejectedRow row =
      new RejectedRow(4_709, "fare", "-3.0", "range 'fare'", "-3.0 is not between 0 and 500");

  @Test
  void hasNoLocationUntilItIsKnown() {
    SourceLocation location = new SourceLocation("trips.csv", 4_711, 4_709, "fare");

    assertThat(row.location()).isEmpty();
    assertThat(row.at(location))
        .isEqualTo(
            new RejectedRow(
                4_709,
                Optional.of(location),
                "fare",
                "-3.0",
                "range 'fare'",
                "-3.0 is not between 0 and 500"));
  }

  @Test
  void refusesANegativeRow() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RejectedRow(-1, "fare", "", "range", "missing"))
        .withMessage("sourceRow must be 0 or more, not -1");
  }
}
