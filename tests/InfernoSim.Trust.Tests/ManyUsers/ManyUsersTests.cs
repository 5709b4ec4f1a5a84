using InfernoSim.Capture;
using InfernoSim.Incidents;
using InfernoSim.Observations;
using InfernoSim.Planning;
using InfernoSim.Policies;
using InfernoSim.Replay;
using InfernoSim.Stub;
using InfernoSim.TestKit.Facts;
using InfernoSim.TestKit.Hosting;
using InfernoSim.Trust.Tests.Recording;
using InfernoSim.Verdicts;
using Xunit.Abstractions;

namespace InfernoSim.Trust.Tests.ManyUsers;

/// <summary>
/// An incident of many users at once, recorded through the capture proxies with the default redaction and its passwords. With <c>INFERNOSIM_LONG=1</c>
/// 200 users are replayed in 10 runs by 20 workers, otherwise 24 in 2 by 5.
/// </summary>
public sealed class ManyUsersTests(ITestOutputHelper output) : IDisposable
{
    // How many of the users have a request under way at a time.
    private const int AtOnce = 16;

    private static readonly int Users = LongTests.AreOn ? 200 : 24;

    private static readonly ReplayOptions Options = new()
    {
        Runs = LongTests.AreOn ? 10 : 2,
        Fanout = LongTests.AreOn ? 20 : 5,
        TimeScale = 0,
        MinGap = TimeSpan.Zero,
        MaxWallTime = TimeSpan.FromMinutes(20),
        MaxIdleTime = TimeSpan.FromMinutes(1),
    };

    // Every user is known to the shop before, with his password.
    private static readonly PrivacyPolicy PasswordsAreKept = PrivacyPolicy.Parse("keep form: password; route: POST /login", "keep json: $.password; route: POST /api/token");

    private readonly TestFolder _folder = new();

    [Fact]
    public Task Many_users_of_an_aspnetcore_shop_are_replayed_each_with_his_own_session() => PassesAsync(DotnetShop.StartAsync);

    [Fact]
    public async Task Users_whose_passwords_the_recording_does_not_hold_are_no_fault_of_the_shop()
    {
        (Incident incident, Uri dependency) = await RecordAsync(DotnetShop.StartAsync, PrivacyPolicy.None);

        ReplaySummary summary = await ReplayAsync(incident, await DotnetShop.StartAsync(dependency, false));

        Assert.True(summary.Outcome == ReplayOutcome.FailIncompleteIncident, summary.ToText());
        Assert.EndsWith("with Privacy = keep form: password; route: POST /login", summary.Reason, StringComparison.Ordinal);
    }

    [NodeFact]
    public Task Many_users_of_a_node_shop_are_replayed_each_with_his_own_session() => PassesAsync(NodeShop.StartAsync);

    [Fact]
    public Task A_cart_of_an_aspnetcore_shop_that_is_shown_to_another_user_is_found_at_its_request() => FindsLeakAsync(DotnetShop.StartAsync);

    [NodeFact]
    public Task A_cart_of_a_node_shop_that_is_shown_to_another_user_is_found_at_its_request() => FindsLeakAsync(NodeShop.StartAsync);

    public void Dispose() => _folder.Dispose();

    private async Task PassesAsync(Func<Uri, bool, Task<IShop>> start)
    {
        (Incident incident, Uri dependency) = await RecordAsync(start, PasswordsAreKept);

        ReplaySummary summary = await ReplayAsync(incident, await start(dependency, false));

        Assert.True(summary.Outcome == ReplayOutcome.PassStrong, summary.ToText());
        Assert.Equal(Users * 8, incident.Exchanges.Count);
        Assert.Equal((long)Users * 2 * Options.Runs * Options.Fanout, summary.Matching.Causal);
        Assert.All(incident.Exchanges.SelectMany(exchange => exchange.Request.Headers.Values("Authorization")), value => Assert.StartsWith("Bearer [REDACTED:", value, StringComparison.Ordinal));
    }

    private async Task FindsLeakAsync(Func<Uri, bool, Task<IShop>> start)
    {
        (Incident incident, Uri dependency) = await RecordAsync(start, PasswordsAreKept);
        int leaked = incident.Exchanges.First(exchange => exchange.Request.Url == "/cart" && Body(exchange).Contains($"Cart of {ShopState.Reader}<", StringComparison.Ordinal)).Index;

        ReplaySummary summary = await ReplayAsync(incident, await start(dependency, true));

        Assert.True(summary.Outcome == ReplayOutcome.FailDiverged, summary.ToText());
        Assert.Equal((DivergenceKind.ResponseBody, leaked), (summary.FirstDivergence!.Kind, summary.FirstDivergence.Exchange));
        Assert.Contains(ShopState.Owner, summary.FirstDivergence.Got, StringComparison.Ordinal);
    }

    private async Task<(Incident Incident, Uri Dependency)> RecordAsync(Func<Uri, bool, Task<IShop>> start, PrivacyPolicy privacy)
    {
        await using LoopbackHost dependency = await LoopbackHost.StartAsync(ShopDependency.Map);
        await using IShop shop = await start(dependency.Address, false);
        await using CaptureSession session = await Proxies.StartAsync(_folder.Path, shop.Address, new CaptureOptions { Privacy = privacy });
        await shop.CallThroughAsync(session.Outbound!.Address);
        Shopper[] shoppers = [.. Enumerable.Range(0, Users).Select(number => new Shopper(number, session.Inbound!.Address))];

        // The owner is done before all others, so that there is a cart to be shown.
        await new Crowd(shoppers.Where(shopper => shopper.Name == ShopState.Owner), seed: 1).RunAsync(1);
        await new Crowd(shoppers.Where(shopper => shopper.Name != ShopState.Owner), seed: 7).RunAsync(AtOnce);

        await session.StopAsync();
        Array.ForEach(shoppers, shopper => shopper.Dispose());
        return (IncidentReader.Read(_folder.Path), dependency.Address);
    }

    private async Task<ReplaySummary> ReplayAsync(Incident incident, IShop replayed)
    {
        await using IShop shop = replayed;
        var engine = new ReplayEngine(ReplayPlan.Create(incident, RecordedPrivacy.Apply(Options, incident, _ => null)), new HttpServiceUnderTest(shop.Address));
        await using DependencyStub stub = await DependencyStub.StartAsync(engine.Responder);
        await shop.CallThroughAsync(stub.Addresses[0]);
        ReplaySummary summary = Verdict.Judge(await engine.RunAsync());
        output.WriteLine(summary.ToText());
        return summary;
    }

    private static string Body(RecordedExchange exchange) => System.Text.Encoding.UTF8.GetString(exchange.Response!.Body.GetBytes().Span);
}
