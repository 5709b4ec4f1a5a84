using InfernoSim.Incidents;
using InfernoSim.Planning;
using InfernoSim.Recording;
using InfernoSim.Tests.Replay;

namespace InfernoSim.Tests.Recording;

public class ReasonPhraseTests
{
    [Theory]
    [InlineData(200, "OK", true)]
    [InlineData(404, "Not Found", true)]
    [InlineData(503, "", true)]
    [InlineData(503, null, true)]
    [InlineData(402, "Card Expired", false)]
    [InlineData(404, "not found", false)]
    [InlineData(299, "Fine", false)]
    public void Only_a_phrase_that_says_more_than_the_status_is_kept(int status, string? reason, bool isUsual)
    {
        Assert.Equal(isUsual, ReasonPhrase.IsUsual(status, reason));
    }

    [Fact]
    public void A_recorded_phrase_is_answered_and_tells_calls_apart()
    {
        IncidentEvent call = IncidentBuilder.Call("http://cards.test/charge", status: 402);
        var expired = new PlannedCall(call with { Reason = "Card Expired" }, 0, 0);

        Assert.Equal("Card Expired", expired.Answer().Reason);
        Assert.False(expired.AnswersLike(new PlannedCall(call, 1, 0)));
    }
}
