"""Scenarios taken out of the bot as files: to change, to print, to play without a network."""
