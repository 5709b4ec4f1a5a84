using InfernoSim.LiveState;
using static InfernoSim.Tests.LiveState.JsonWebTokenTests;

namespace InfernoSim.Tests.LiveState;

public class FreshEvidenceTests
{
    private const string Id = "0b8f3a52-9c4e-4d1f-8a67-2e5b7c901d34";
    private const string Claims = """{"sub":"ada","iat":1795000000,"exp":1795003600}""";

    // What the workers of each run were given: runs are parted by |, workers by a comma.
    [Theory]
    [InlineData(Id, $"{Id},{Id}|{Id},{Id}", "AsRecorded")]
    [InlineData(Id, "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Unproven")]
    [InlineData(Id, "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7,1193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Fresh")]
    [InlineData(Id, "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7|1193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Fresh")]
    [InlineData(Id, "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7,0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Shared")]
    [InlineData(Id, "0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7|0193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Shared")]
    [InlineData(Id, "2193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7,1193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7|3193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7,1193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7", "Shared")]
    [InlineData("4711082215", "4711082299,4711082299|4711082299,4711082299", "Shared")]
    [InlineData("4711082215", "4711082299|4711082299", "Shared")]
    [InlineData("4711082215", "4711082216,4711082217|4711082218,4711082219", "Fresh")]
    [InlineData("4711082215", "1,2|2,1", "Fresh")]
    [InlineData("4711082215", "1,1|1,1", "Shared")]
    [InlineData("1790532857712640001", "1790532857712641500,1790532857712642300", "Rounded")]
    [InlineData("1790532857712640001", "1790532857712641537,1790532857712642300", "Fresh")]
    public void A_fresh_value_differs_from_owner_to_owner(string recorded, string given, string freshness)
    {
        Assert.Equal(freshness, Judge(Chain(recorded), given).ToString());
    }

    [Theory]
    [InlineData("1600", "FreshPerWorker", "1,1|1,1", "Fresh")]
    [InlineData("ord-1600", "FreshPerWorker", "ord-7,ord-7", "Fresh")]
    [InlineData("4711082215", "FreshPerWorker", "12,12", "Fresh")]
    [InlineData("1600", "FreshPerWorker", "1", "Unproven")]
    [InlineData("1600", "FreshPerRun", "1|1", "Fresh")]
    [InlineData("1600", "FreshPerRun", "1,1|1,1", "Shared")]
    [InlineData("1600", "Shared", "1|1", "Shared")]
    [InlineData("1600", "FreshPerWorker", "0,0", "Shared")]
    [InlineData("2", "FreshPerWorker", "3,3", "Shared")]
    [InlineData("X7Qa", "FreshPerWorker", "X7Qb,X7Qb", "Shared")]
    public void A_counter_begins_again_in_each_service_below_the_recorded_number(string recorded, string state, string given, string freshness)
    {
        LiveChain chain = Chain(recorded, recorded.Length < 10 ? ChainMechanism.Id : ChainMechanism.Value);

        Assert.Equal(freshness, Judge(chain, given, Enum.Parse<ReplayState>(state)).ToString());
    }

    [Fact]
    public void A_counter_of_which_another_number_is_as_recorded_did_not_begin_again()
    {
        var evidence = new FreshEvidence(Chain("3", ChainMechanism.Id), ReplayState.FreshPerWorker);
        evidence.Add(new LiveOwner(0, 0), "2");
        evidence.Add(new LiveOwner(0, 1), "2");

        Assert.Equal((Freshness.Fresh, Freshness.Shared), (evidence.Judge().Freshness, evidence.Judge(isCountedOn: true).Freshness));
    }

    [Fact]
    public void Two_logins_in_one_second_may_be_given_the_same_token_unless_it_names_itself()
    {
        string anonymous = Token(Claims);
        string named = Token(Claims.Replace("{", "{\"jti\":\"7\",", StringComparison.Ordinal));

        Assert.Equal(Freshness.Fresh, Judge(Chain(Token(Claims.Replace("1795", "1764", StringComparison.Ordinal))), $"{anonymous},{anonymous}"));
        Assert.Equal(Freshness.Shared, Judge(Chain(Token("{}")), $"{named},{named}"));
    }

    [Theory]
    [InlineData("sid", "kQ9sLm2Xz7Rt4Vb8Nc1P", "Shared")]
    [InlineData("theme", "kQ9sLm2Xz7Rt4Vb8Nc1P", "Fresh")]
    [InlineData("sid", "S", "Fresh")]
    [InlineData("session-affinity", "kQ9sLm2Xz7Rt4Vb8Nc1P", "Fresh")]
    public void A_session_cookie_is_no_other_workers(string name, string value, string freshness)
    {
        LiveChain cookie = Chain("", ChainMechanism.Cookie, MessagePart.Cookie, name) with { Recorded = null };

        Assert.Equal(freshness, Judge(cookie, $"{value},{value}").ToString());
    }

    [Fact]
    public void The_first_owner_of_a_shared_value_is_named_whatever_the_order()
    {
        var evidence = new FreshEvidence(Chain(Id));
        evidence.Add(new LiveOwner(1, 1), "2193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7");
        evidence.Add(new LiveOwner(0, 2), "2193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7");
        evidence.Add(new LiveOwner(0, 1), "1193f2a1-7c3b-7e4d-9f10-a2b3c4d5e6f7");

        JudgedChain judged = evidence.Judge();

        Assert.Equal((new LiveOwner(0, 2), 3L), (judged.Owner, judged.Owners));
    }

    private static Freshness Judge(LiveChain chain, string given, ReplayState state = ReplayState.Shared)
    {
        var evidence = new FreshEvidence(chain, state);
        foreach ((int run, string workers) in given.Split('|').Index())
        {
            foreach ((int worker, string live) in workers.Split(',').Index())
            {
                evidence.Add(new LiveOwner(run, worker), live);
            }
        }

        return evidence.Judge().Freshness;
    }
}
