"""What a tariff does: who answers how, who pays, who gains, what it covers, and a better one."""
