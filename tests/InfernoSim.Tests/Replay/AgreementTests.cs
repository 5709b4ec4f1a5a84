using System.Text;
using InfernoSim.Matching;
using InfernoSim.Observations;
using InfernoSim.Observing;
using InfernoSim.Planning;

namespace InfernoSim.Tests.Replay;

public class AgreementTests
{
    private readonly PlannedExchange[] _exchanges = ReplayPlan.Create(
        new IncidentBuilder().Exchange("/a").Exchange("/b").Exchange("/c").Build(), new ReplayOptions()).Exchanges;

    [Fact]
    public void Whoever_comes_first_is_the_reference()
    {
        var agreement = new Agreement(3, 4, hasFaults: false);

        Add(agreement, run: 0, worker: 3, exchange: 1, digest: 7, "seven");
        Add(agreement, run: 0, worker: 0, exchange: 1, digest: 7, "seven");
        Assert.Null(agreement.FirstDisagreement);
        Add(agreement, run: 1, worker: 2, exchange: 1, digest: 8, "eight");

        Assert.Equivalent(new Nondeterminism(1, "GET /b", 0, 3, "seven", 1, 2, "eight"), agreement.FirstDisagreement, strict: true);
        Assert.True(agreement.IsAgreed(0));
        Assert.False(agreement.IsAgreed(1));
    }

    [Fact]
    public void The_first_exchange_of_the_incident_counts_and_not_the_first_that_was_seen_to_differ()
    {
        var agreement = new Agreement(3, 2, hasFaults: false);
        for (int exchange = 0; exchange < 3; exchange++)
        {
            Add(agreement, 0, 0, exchange, 0, "x");
        }

        Add(agreement, 0, 1, exchange: 2, digest: 1, "y");
        Add(agreement, 0, 1, exchange: 1, digest: 1, "y");

        Assert.Equal(1, agreement.FirstDisagreement!.Exchange);
    }

    [Fact]
    public void Workers_that_met_faults_are_held_against_themselves_in_other_runs()
    {
        var agreement = new Agreement(3, 2, hasFaults: true);
        Add(agreement, 0, 0, 0, digest: 1, "one", wasFaulted: true);
        Add(agreement, 0, 1, 0, digest: 2, "two", wasFaulted: true);
        Add(agreement, 0, 2, 0, digest: 0, "none");
        Add(agreement, 1, 0, 0, digest: 1, "one", wasFaulted: true);
        Assert.Null(agreement.FirstDisagreement);

        Add(agreement, 1, 1, 0, digest: 1, "one", wasFaulted: true);

        Assert.Equal((0, 1, 1, 1), (agreement.FirstDisagreement!.FirstRun, agreement.FirstDisagreement.FirstWorker, agreement.FirstDisagreement.SecondRun, agreement.FirstDisagreement.SecondWorker));
    }

    [Fact]
    public void What_agrees_with_the_reference_is_not_described()
    {
        var agreement = new Agreement(3, 2, hasFaults: false);
        Add(agreement, 0, 0, 0, 5, "five");

        agreement.Add(new ReplayAddress(0, 1, 0), _exchanges[0], 5, () => throw new InvalidOperationException("asked in vain"), wasFaulted: false);

        Assert.Null(agreement.FirstDisagreement);
    }

    [Fact]
    public void To_agree_allocates_nothing()
    {
        var agreement = new Agreement(3, 2, hasFaults: false);
        Add(agreement, 0, 0, 0, 5, "five");
        Agree();
        long before = GC.GetAllocatedBytesForCurrentThread();

        Agree();

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Agree() => agreement.Add(new ReplayAddress(1, 1, 0), _exchanges[0], 5, static () => Sighting.AsRecorded, wasFaulted: false);
    }

    [Fact]
    public void The_fingerprint_is_that_of_what_was_seen_in_whatever_order()
    {
        string Fingerprint(params string[] seen)
        {
            var observations = new Sum256();
            foreach (string text in seen)
            {
                observations.Add(Encoding.UTF8.GetBytes(text));
            }

            return new Agreement(3, 1, hasFaults: false).CompleteRun(0, [observations]);
        }

        Assert.Equal(Fingerprint("a", "b", "c"), Fingerprint("c", "a", "b"));
        Assert.NotEqual(Fingerprint("a", "b"), Fingerprint("a", "c"));
        Assert.NotEqual(Fingerprint("a"), Fingerprint("a", "a"));
        Assert.Matches("^[0-9a-f]{64}$", Fingerprint());
    }

    [Fact]
    public void The_fingerprint_tells_the_workers_apart()
    {
        var some = new Sum256();
        some.Add("x"u8);
        var none = new Sum256();

        string first = new Agreement(3, 2, hasFaults: false).CompleteRun(0, [some, none]);
        string second = new Agreement(3, 2, hasFaults: false).CompleteRun(0, [none, some]);

        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Calls_that_match_nothing_count_in_any_order_and_for_their_run_alone()
    {
        var agreement = new Agreement(3, 1, hasFaults: false);
        Unmatched(agreement, 0, 0, 0, 11, "x");
        Unmatched(agreement, 0, 0, 0, 12, "y");
        string first = agreement.CompleteRun(0, [new Sum256()]);
        Unmatched(agreement, 1, 0, 0, 12, "y");
        Unmatched(agreement, 1, 0, 0, 11, "x");
        string second = agreement.CompleteRun(1, [new Sum256()]);
        string third = agreement.CompleteRun(2, [new Sum256()]);

        Assert.Equal(first, second);
        Assert.NotEqual(first, third);
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(agreement.IsAgreed));
        Assert.Equivalent(new Nondeterminism(0, "GET /a", 0, 0, "a call that is not recorded (such as x)", 2, 0, "no call that is not recorded"), agreement.FirstDisagreement, strict: true);
    }

    [Fact]
    public void With_faults_workers_may_differ_in_calls_that_match_nothing_but_runs_may_not()
    {
        var agreement = new Agreement(3, 2, hasFaults: true);
        Unmatched(agreement, 0, 1, 0, 11, "x");
        agreement.CompleteRun(0, [new Sum256(), new Sum256()]);
        Assert.Null(agreement.FirstDisagreement);

        Unmatched(agreement, 1, 0, 0, 11, "x");
        agreement.CompleteRun(1, [new Sum256(), new Sum256()]);

        Assert.NotNull(agreement.FirstDisagreement);
    }

    [Fact]
    public void A_sum_is_the_same_whoever_adds_at_the_same_time()
    {
        byte[][] observations = [.. Enumerable.Range(0, 1000).Select(BitConverter.GetBytes)];
        var one = new Sum256();
        var other = new Sum256();

        foreach (byte[] observation in observations)
        {
            one.Add(observation);
        }

        Parallel.ForEach(observations, observation => other.Add(observation));

        Assert.Equal(one.ToBytes(), other.ToBytes());
        Assert.NotEqual(new Sum256().ToBytes(), one.ToBytes());
    }

    private void Add(Agreement agreement, int run, int worker, int exchange, UInt128 digest, string saw, bool wasFaulted = false) =>
        agreement.Add(new ReplayAddress(run, worker, exchange), _exchanges[exchange], digest, () => new Sighting([saw], null, OwnIds.None), wasFaulted);

    private void Unmatched(Agreement agreement, int run, int worker, int exchange, UInt128 content, string display) =>
        agreement.AddUnmatched(new ReplayAddress(run, worker, exchange), _exchanges[exchange], content, display);
}
