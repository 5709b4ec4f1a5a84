using InfernoSim.Laboratory.Labs;
using InfernoSim.Verdicts;

namespace InfernoSim.Laboratory.Tests;

[Collection(Alone.Name)]
public sealed class EnvelopeLimitTests
{
    [Fact]
    public async Task What_limits_a_service_at_its_edge_is_named_or_left_open_and_never_another_limit_of_the_service()
    {
        Lab lab = AllLabs.Named("connection pool");

        LimitingFactorSummary found = await LabRun.SearchAsync(lab, CancellationToken.None);

        // REPLAYER is the truth where other programs keep the cores so busy that requests are sent late.
        Assert.Contains(found.Name, (string[])[lab.Expected, "UNKNOWN", "REPLAYER"]);
        Assert.NotEmpty(found.Evidence);
    }
}
