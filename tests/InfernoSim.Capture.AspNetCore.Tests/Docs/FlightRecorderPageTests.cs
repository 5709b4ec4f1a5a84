using InfernoSim.Incidents;
using InfernoSim.TestKit.Docs;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace InfernoSim.Capture.AspNetCore.Tests.Docs;

/// <summary>The code on the page is compiled here, and does what the page says.</summary>
public sealed class FlightRecorderPageTests
{
    [Fact]
    public async Task From_a_line_to_a_frozen_incident()
    {
        await using FlownDesk desk = await FlownDesk.StartAsync(with: builder =>
        {
            builder.AddFlightRecorder(options =>
            {
                options.Folder = "incidents";
                options.FreezeWhen
                    .ServerErrors(share: 0.05, within: TimeSpan.FromSeconds(30))
                    .Latency(percentile: 0.99, above: TimeSpan.FromSeconds(2), within: TimeSpan.FromMinutes(1))
                    .Exception<TimeoutException>();
            });
            builder.Services.AddHealthChecks().AddFlightRecorder();
        });
        for (int i = 0; i < 20; i++)
        {
            (await desk.Client.GetAsync("/busy")).Dispose();
        }

        await Patience.UntilAsync(() => desk.Frozen.Length > 0);

        string incident = Assert.Single(desk.Frozen);
        Assert.Matches("^[0-9]{8}T[0-9]{6}Z-server-errors$", Path.GetFileName(incident));
        Assert.Equal(20, IncidentReader.Read(incident).Exchanges.Count);
    }

    [Fact]
    public void The_code_on_the_page_is_that_of_this_test()
    {
        string here = Flat(Repository.Read("tests/InfernoSim.Capture.AspNetCore.Tests/Docs/FlightRecorderPageTests.cs"));

        Assert.All(new DocsPage("flight-recorder.md").Blocks("csharp"), block => Assert.Contains(Flat(block), here, StringComparison.Ordinal));
    }

    internal static void Ship(WebApplicationBuilder builder) =>
        builder.Services.AddSingleton<IIncidentSink>(new CommandSink("aws", "s3", "cp", "--recursive", CommandSink.FolderPlaceholder, "s3://incidents/"));

    internal static void Sample(WebApplicationBuilder builder) =>
        builder.AddFlightRecorder(options => options.Sampling
            .Ratio(0.01, "/health")
            .RateLimit(perSecond: 50, "/quotes/{item}"));

    private static string Flat(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)) + "\n";
}
