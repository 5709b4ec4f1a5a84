using InfernoSim.Laboratory;

return await LaboratoryCommand.RunAsync(args, CancellationToken.None);
