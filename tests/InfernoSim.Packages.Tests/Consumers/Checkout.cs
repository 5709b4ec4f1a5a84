using InfernoSim.Testing;
using InfernoSim.Verdicts;
using Microsoft.Extensions.DependencyInjection;

[assembly: ServiceUnderTest<Program>]

namespace Shop.Tests;

public class Checkout
{
    [IncidentReplay("../incidents/checkout", Runs = 3, Fanout = 10)]
    public void Survives_the_november_incident(ReplaySummary summary)
    {
        if (summary.Outbound.Observed != 3 * 10 * 6)
        {
            throw new InvalidOperationException("The shop made " + summary.Outbound.Observed + " calls.");
        }
    }
}

public abstract class Broken(Action<Defects> defect) : IConfigureServiceUnderTest
{
    public void ConfigureServices(IServiceCollection services) => services.Configure(defect);

    [IncidentReplay("../incidents/checkout", Runs = 2, Fanout = 2, Snapshot = false)]
    public void Is_noticed()
    {
    }
}

public class AnotherStatus() : Broken(shop => shop.AnswersAccepted = true);

public class AnotherBody() : Broken(shop => shop.PrintsAnotherNumber = true);

public class AMissingCall() : Broken(shop => shop.ForgetsThePayment = true);

public class ACallTwice() : Broken(shop => shop.AsksForThePriceTwice = true);

public class AChangedCall() : Broken(shop => shop.ChargesTooMuch = true);

public class ARandomAnswer() : Broken(shop => shop.PrintsARandomNumber = true);
