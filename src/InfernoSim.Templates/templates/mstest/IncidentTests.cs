[assembly: ServiceUnderTest<Program>]

namespace InfernoSimTests;

[TestClass]
public class IncidentTests
{
    // Record it: infernosim capture --forward localhost:8080 --out incidents/first
    // The first run fails with a summary for you to look at; accept it with INFERNOSIM_ACCEPT=1 or infernosim accept, and commit both.
    [IncidentReplay("incidents/first")]
    public void The_service_does_what_it_did(ReplaySummary summary)
    {
    }
}
