package org.bandsaw.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BudgetOutcomeTest {

  @Test
  void describesItself() {
    assertThat(new BudgetOutcome.NotSet().describe()).isEqualTo("no budget");
    assertThat(new BudgetOutcome.Within("all well").describe())
        .isEqualTo("within budget: all well");
    assertThat(new BudgetOutcome.Unverified("no counters").describe())
        .isEqualTo("budget not checked: no counters");
    assertThat(new BudgetOutcome.Degraded("slowly").describe()).isEqualTo("degraded: slowly");
    assertThat(new BudgetOutcome.Exceeded(0.125, "too much").describe())
        .isEqualTo("exceeded by 12.5 %: too much");
  }
}
